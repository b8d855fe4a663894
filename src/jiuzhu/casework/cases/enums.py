"""Vocabulary of the case."""

from django.db import models


class Scheme(models.TextChoices):
    """Schemes of assistance; the others arrive with their own tables."""

    DIBAO = "dibao", "最低生活保障"
    TEKUN = "tekun", "特困人员救助供养"
    TEMPORARY = "temporary", "临时救助"


SHORT_NAMES = {Scheme.DIBAO: "低保", Scheme.TEKUN: "特困", Scheme.TEMPORARY: "临时救助"}

# Help that is given once bars nobody from other help: who has dibao may ask for it.
ONE_OFF = frozenset({Scheme.TEMPORARY})


class Category(models.TextChoices):
    """Which standard applies; an explicit decision with its ground (P67)."""

    URBAN = "URBAN", "城市"
    RURAL = "RURAL", "农村"


class MemberPart(models.TextChoices):
    """The part a person has in a case."""

    MEMBER = "MEMBER", "共同生活家庭成员"
    OBLIGOR = "OBLIGOR", "赡养抚养扶养义务人"


class ClockKind(models.TextChoices):
    """Legal clocks of a case."""

    INTENT_ANSWER = "intent_answer", "意愿答复"
    ACCEPTANCE_OPINION = "acceptance_opinion", "受理到初审意见"
    ACCEPTANCE_DECISION = "acceptance_decision", "受理到决定"
    PUBLICITY_DECISION = "publicity_decision", "公示期满到决定"
    URGENT_COMPLETION = "urgent_completion", "急难补办手续"
    SMALL_RELIEF = "small_relief", "小额快救"
    COUNTY_FILING = "county_filing", "县级备案"
    SUPPLEMENT = "supplement", "补正期限"


class ExtensionGround(models.TextChoices):
    """Why a case may be given the longer period of its procedure (民发〔2022〕83号)."""

    OBJECTION = "OBJECTION", "公示期间有异议"
    SPLIT_RESIDENCE = "SPLIT_RESIDENCE", "人户分离"
    OFF_SITE = "OFF_SITE", "异地申请"
    HARD_SURVEY = "HARD_SURVEY", "家庭经济状况调查难度较大"


class HoldKind(models.TextChoices):
    """Why a case may not go on or be paid."""

    OPEN_OBJECTION = "OPEN_OBJECTION", "公示异议未处理"
    RELATED_PARTY = "RELATED_PARTY", "近亲属备案未完成"
    COURT_ORDER = "COURT_ORDER", "司法文书"
    UNSERVED_NOTICE = "UNSERVED_NOTICE", "不利通知未送达"
    SUSPECTED_DEATH = "SUSPECTED_DEATH", "疑似死亡待核实"
    ACCOUNT_FAILED = "ACCOUNT_FAILED", "账户发放失败"
    IDENTITY_TWICE = "IDENTITY_TWICE", "证件号码两人同用"
    LEGACY_GAPS = "LEGACY_GAPS", "存量资料不全"


class Involvement(models.TextChoices):
    """What an officer did in a case; a decider did none of the first three."""

    RECEIVED = "RECEIVED", "受理"
    VISITED = "VISITED", "入户"
    VERIFIED = "VERIFIED", "核对"
    ASSESSED = "ASSESSED", "审核"
    DECIDED = "DECIDED", "审批"
    PAID = "PAID", "发放"


class VisitKind(models.TextChoices):
    """Why the family came in person (S56 counts these)."""

    COUNTER = "COUNTER", "到窗口"
    SUPPLEMENT = "SUPPLEMENT", "补交材料"
    COLLECT = "COLLECT", "领取文书"
