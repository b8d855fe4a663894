"""Vocabulary of payments."""

from django.db import models

from jiuzhu.casework.cases.enums import Scheme


class BatchState(models.TextChoices):
    """Where a monthly payroll stands."""

    FROZEN = "FROZEN", "已冻结"
    SENT = "SENT", "已送银行"
    RETURNED = "RETURNED", "已回盘"


class OrderState(models.TextChoices):
    """Where one payment stands."""

    PENDING = "PENDING", "待发放"
    PAID = "PAID", "已发放"
    FAILED = "FAILED", "退票"


class Difference(models.TextChoices):
    """Kind of difference between payroll and ledger (domain.md §6.4)."""

    EQUAL = "EQUAL", "一致"
    MISSING_IN_LEDGER = "MISSING_IN_LEDGER", "台账缺"
    MISSING_ON_PLATFORM = "MISSING_ON_PLATFORM", "平台缺"
    AMOUNT = "AMOUNT", "金额不同"
    PERSONS = "PERSONS", "人数不同"
    CATEGORY = "CATEGORY", "城乡不同"
    MONTH_SHIFT = "MONTH_SHIFT", "所属月错开"
    DUPLICATE = "DUPLICATE", "台账重复记账"
    PAYEE_CHANGED = "PAYEE_CHANGED", "领款人不同"
    RETURNED = "RETURNED", "退票仍记账"
    IDENTITY = "IDENTITY", "姓名或证件号不符"


class DifferenceOwner(models.TextChoices):
    """Who has to find out about a difference."""

    FINANCE = "FINANCE", "财务"
    PAYROLL = "PAYROLL", "发放员"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）"


class Item(models.TextChoices):
    """What a payment is for, in the words that a bank statement carries."""

    BASIC = "BASIC", "低保金"
    TEKUN = "TEKUN", "特困供养金"
    TEMPORARY = "TEMPORARY", "临时救助金"


ITEM_OF = {Scheme.DIBAO: Item.BASIC, Scheme.TEKUN: Item.TEKUN, Scheme.TEMPORARY: Item.TEMPORARY}


class Purpose(models.TextChoices):
    """Why a month of entitlement is paid; one of each for a household, item and month."""

    REGULAR = "REGULAR", "当月应发"
    BACK_PAY = "BACK_PAY", "补发差额"
    LAW = "LAW", "政策补发"
    COUNTER = "COUNTER", "冲减"


# Paid once for an occasion: counted apart from the monthly agreement (domain.md §6.4).
ONE_OFF_ITEMS = frozenset({"TEMPORARY", "PRICE_SUBSIDY", "HOLIDAY", "HEATING", "FUNERAL"})


class FailureReason(models.TextChoices):
    """Why a payment did not arrive (domain.md §6.2)."""

    NAME_MISMATCH = "NAME_MISMATCH", "户名不符"
    NO_ACCOUNT = "NO_ACCOUNT", "账号不存在"
    CLOSED = "CLOSED", "账户已销户"
    BLOCKED = "BLOCKED", "账户冻结"
    NOT_ACTIVATED = "NOT_ACTIVATED", "未激活金融账户"
    LIMIT = "LIMIT", "二三类户限额"
    NAME_NOT_WRITABLE = "NAME_NOT_WRITABLE", "户名用字无法写入银行文件"
    OTHER = "OTHER", "其他"


class HeldReason(models.TextChoices):
    """Why a household that is due money stands beside the payroll (holds carry their own kind)."""

    NO_LIVE_ACCOUNT = "NO_LIVE_ACCOUNT", "没有有效的收款账户"
    NO_IDENTITY = "NO_IDENTITY", "领款人没有有效证件登记"
    PAYEE_DEAD = "PAYEE_DEAD", "领款人已登记死亡，待办理变更"
    RULED_HOLD = "RULED_HOLD", "名册核对后决定本月缓发"
    COVERED_TWICE = "COVERED_TWICE", "有保障对象在另一户已列入同一个月"


class ReturnStatus(models.TextChoices):
    """What the bank says of one line."""

    SUCCEEDED = "S", "成功"
    FAILED = "F", "失败"
    PROCESSING = "P", "处理中"


class HitKind(models.TextChoices):
    """What the match of a roster before the freeze found; a person rules on each."""

    DEATH = "DEATH", "保障对象已登记死亡"
    OTHER_SCHEME = "OTHER_SCHEME", "同时享受其他救助"
    ACCOUNT_SHARED = "ACCOUNT_SHARED", "多户共用一个账户"
    OPEN_OBJECTION = "OPEN_OBJECTION", "异议未处理"
    SUSPECTED_DEATH = "SUSPECTED_DEATH", "疑似死亡待核实"
    UNSERVED_NOTICE = "UNSERVED_NOTICE", "不利通知未送达，按原金额发放"


class RulingKind(models.TextChoices):
    """What a person ruled on a hit; nothing stops by itself."""

    PAY = "PAY", "照发"
    HOLD = "HOLD", "本月缓发"


class ChangeKind(models.TextChoices):
    """How a household stands against the payroll before this one."""

    NEW = "NEW", "新增"
    RESUMED = "RESUMED", "恢复发放"
    UP = "UP", "金额增加"
    DOWN = "DOWN", "金额减少"
    STOPPED = "STOPPED", "不再发放"
    BESIDE = "BESIDE", "暂未列入"
    MISSED = "MISSED", "补发以前月份"
    BACK_PAY = "BACK_PAY", "补发差额"
    REISSUED = "REISSUED", "退票重发"
    COUNTERED = "COUNTERED", "冲减"
    ACCOUNT = "ACCOUNT", "账户变更"


class ReturnDoubt(models.TextChoices):
    """Why a line of a return file is kept apart for a person."""

    UNKNOWN = "UNKNOWN", "名册里没有这一行"
    AMOUNT = "AMOUNT", "金额与名册不同"
    ACCOUNT = "ACCOUNT", "账号与名册不同"
    TWO_WORDS = "TWO_WORDS", "同一行一次说成功、一次说失败"
    AFTER_PAID = "AFTER_PAID", "已登记发放，又报失败"
    AFTER_FAILED = "AFTER_FAILED", "已登记退票，又报成功"


class SendingState(models.TextChoices):
    """What is known of a file on its way to the bank."""

    INTENDED = "INTENDED", "待发送"
    SENDING = "SENDING", "已发出，结果待查"
    ACCEPTED = "ACCEPTED", "银行已收到"
    NOT_TAKEN = "NOT_TAKEN", "银行没有收到"
