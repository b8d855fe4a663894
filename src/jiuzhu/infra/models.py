"""Rows that every app stands on: access trace, checkpoints, idempotency, outbox, clock."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from jiuzhu.infra.enums import AccessKind, JobState, OutboxState, RowOutcome
from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, order_check


class ClockOffset(models.Model):
    """How far the demo clock is moved; a production database holds no row."""

    seconds = models.BigIntegerField("偏移秒数")
    moved_at = models.DateTimeField("拨动时刻")

    class Meta:
        verbose_name = "演示时钟"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="clock_single_row")]


class Revision(models.Model):
    """Which state a slowly changing register has; read with the scope, so that it costs nothing."""

    name = models.CharField("登记册", max_length=12, primary_key=True)
    number = models.BigIntegerField("版次")

    class Meta:
        verbose_name = "登记册版次"


class AccessEvent(models.Model):
    """One view, list, query, export or refused attempt; append-only.

    `anchor` is the trace head of the case at that moment, so that the view is tied to the chain.
    """

    at = models.DateTimeField("时刻")
    database_at = models.DateTimeField("数据库时刻", db_default=Now())
    kind = models.CharField("类别", max_length=10, choices=AccessKind)
    route = models.CharField("入口", max_length=120)
    actor_user = models.BigIntegerField("账户", null=True)
    actor_name = PlainTextField("姓名", max_length=60, blank=True)
    actor_roles = models.CharField("岗位", max_length=200, blank=True)
    organ = models.BigIntegerField("机关", null=True)
    case_number = models.CharField("案件编号", max_length=40, blank=True)
    subjects = ArrayField(models.BigIntegerField(), verbose_name="涉及人员", default=list)
    query = PlainTextField("查询条件", max_length=400, blank=True)
    purpose = PlainTextField("查看目的", max_length=200, blank=True)
    reason = models.CharField("拒绝原因", max_length=60, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    anchor = models.BinaryField("案件链头", null=True)
    body = models.TextField("存证正文")
    digest = models.BinaryField("摘要")

    class Meta:
        verbose_name = "访问痕迹"
        constraints = [enum_check("kind", AccessKind, "access_kind_known")]
        indexes = [
            BrinIndex(fields=["at"], name="access_at_brin"),
            models.Index(fields=["case_number", "at"], name="access_case"),
            models.Index(fields=["organ", "at"], name="access_organ"),
            models.Index(fields=["kind", "id"], name="access_kind"),
        ]


class TraceLeaf(models.Model):
    """The place of one event in the Merkle tree; assigned by the sealing job, append-only."""

    position = models.BigIntegerField("序位", primary_key=True)
    source = models.CharField("来源表", max_length=40)
    event = models.BigIntegerField("事件")
    digest = models.BinaryField("摘要")

    class Meta:
        verbose_name = "存证叶"
        constraints = [
            models.UniqueConstraint(fields=["source", "event"], name="leaf_event_once"),
        ]


class TraceCheckpoint(models.Model):
    """A signed root over all leaves so far; copies leave the machine."""

    size = models.BigIntegerField("叶数", unique=True)
    root = models.BinaryField("根")
    signature = models.BinaryField("签名")
    made_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "存证检查点"


class SubmittedForm(models.Model):
    """One submitted form: key, digest of the request and the result, in one transaction."""

    key = models.UUIDField("幂等键", primary_key=True)
    user = models.BigIntegerField("账户", null=True)
    route = models.CharField("入口", max_length=120)
    digest = models.BinaryField("请求摘要")
    result = models.JSONField("结果", default=dict)
    at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "已提交表单"
        indexes = [BrinIndex(fields=["at"], name="form_at_brin")]


class OutboxMessage(models.Model):
    """A side effect that leaves the system after the transaction that wrote it."""

    topic = models.CharField("主题", max_length=60)
    reference = models.CharField("关联编号", max_length=60)
    content = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=8, choices=OutboxState, default=OutboxState.WAITING)
    written_at = models.DateTimeField("写入时刻")
    sent_at = models.DateTimeField("发送时刻", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    last_error = PlainTextField("上次错误", max_length=400, blank=True)

    class Meta:
        verbose_name = "待发消息"
        constraints = [
            enum_check("state", OutboxState, "outbox_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="SENT", sent_at__isnull=False)
                | (~models.Q(state="SENT") & models.Q(sent_at__isnull=True)),
                name="outbox_sent_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["written_at"], name="outbox_waiting", condition=models.Q(state="WAITING")
            )
        ]


class StoredFile(models.Model):
    """A file kept outside the database under the digest of its bytes."""

    digest = models.BinaryField("摘要", unique=True)
    media_type = models.CharField("类型", max_length=60)
    size = models.PositiveIntegerField("字节数")
    shown_name = PlainTextField("显示名", max_length=120)
    stored_at = models.DateTimeField("存入时刻")

    class Meta:
        verbose_name = "文件"


class UploadDraft(models.Model):
    """A file of a form that was refused, kept for its owner until it is sent again or expires."""

    token_digest = models.BinaryField("标记摘要", unique=True)
    owner = models.BigIntegerField("账户")
    shown_name = EncryptedTextField("显示名")
    content = models.BinaryField("密文")
    kept_at = models.DateTimeField("保留时刻")
    expires_at = models.DateTimeField("失效时刻")

    class Meta:
        verbose_name = "待提交文件"
        constraints = [order_check("kept_at", "expires_at", "upload_draft_moments_in_order")]
        indexes = [models.Index(fields=["expires_at"], name="upload_draft_expiry")]


class FormDraft(models.Model):
    """What somebody has typed into a form and not sent yet; its key is the form's own."""

    key = models.UUIDField("表单标记", primary_key=True)
    owner = models.BigIntegerField("账户")
    form = models.CharField("表单", max_length=80)
    title = EncryptedTextField("显示名")
    content = models.BinaryField("密文")
    version = models.PositiveIntegerField("版本", default=1)
    saved_at = models.DateTimeField("存入时刻")
    expires_at = models.DateTimeField("失效时刻")

    class Meta:
        verbose_name = "表单草稿"
        constraints = [order_check("saved_at", "expires_at", "form_draft_moments_in_order")]
        indexes = [
            models.Index(fields=["owner", "form"], name="form_draft_of_account"),
            models.Index(fields=["expires_at"], name="form_draft_expiry"),
        ]


class JobRun(models.Model):
    """A long job that somebody watches: whose it is, how far it is, and what came of it.

    `started_at` and `ended_at` are moments of the house's clock. `begun_at` and `beat_at` are the
    machine's, for pace and silence. `attempts` tells one taking up from the next: a process that
    was given up can no longer write. The order says what to do; it may hold searched-for names.
    """

    code = models.CharField("代码", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=40, default="system")
    title = PlainTextField("名称", max_length=60)
    state = models.CharField("状态", max_length=10, choices=JobState)
    owner = models.BigIntegerField("发起账户", null=True)
    organ = models.BigIntegerField("发起机关", null=True)
    owner_name = PlainTextField("发起人", max_length=60, blank=True)
    order = EncryptedTextField("要求", null=True)
    reason = PlainTextField("用途", max_length=200, blank=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数")
    stopped = models.PositiveIntegerField("没有办成", default=0)
    attempts = models.PositiveSmallIntegerField("接手次数", default=0)
    started_at = models.DateTimeField("开始时刻")
    begun_at = models.DateTimeField("接手时刻", null=True)
    done_before = models.PositiveIntegerField("接手前已完成", default=0)
    beat_at = models.DateTimeField("最近动静", null=True)
    cancel_asked_at = models.DateTimeField("要求取消时刻", null=True)
    ended_at = models.DateTimeField("结束时刻", null=True)
    sentence = PlainTextField("结果说明", max_length=300, blank=True)
    result_key = models.CharField("结果文件", max_length=64, blank=True)
    result_name = PlainTextField("结果文件名", max_length=120, blank=True)
    result_size = models.PositiveIntegerField("结果字节数", default=0)
    result_expires_at = models.DateTimeField("结果失效时刻", null=True)

    class Meta:
        verbose_name = "任务进度"
        constraints = [
            enum_check("state", JobState, "job_state_known"),
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="job_done_within_total"
            ),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(organ__isnull=False),
                name="job_owner_has_organ",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-started_at"], name="job_owner"),
            models.Index(
                fields=["beat_at"],
                name="job_unfinished",
                condition=models.Q(state__in=["WAITING", "RUNNING", "STALLED"]),
            ),
        ]


class JobRow(models.Model):
    """What became of one row of a long job; a row that is done is not done again."""

    run = models.ForeignKey(JobRun, models.CASCADE, related_name="rows", verbose_name="任务")
    key = models.CharField("行", max_length=60)
    outcome = models.CharField("结果", max_length=6, choices=RowOutcome)
    label = PlainTextField("名称", max_length=80, blank=True)
    cause = models.CharField("原因代码", max_length=60, blank=True)
    sentence = PlainTextField("说明", max_length=300, blank=True)
    url = models.CharField("位置", max_length=200, blank=True)
    at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "任务逐行结果"
        constraints = [
            enum_check("outcome", RowOutcome, "job_row_outcome_known"),
            models.UniqueConstraint(fields=["run", "key"], name="job_row_once"),
        ]
