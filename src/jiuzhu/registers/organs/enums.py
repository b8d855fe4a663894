"""Vocabulary of authorities and posts."""

from django.db import models


class OrganKind(models.TextChoices):
    """Kind of authority."""

    CITY = "CITY", "市民政局"
    COUNTY = "COUNTY", "县级民政部门"
    CENTRE = "CENTRE", "县级核对中心"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）"
    VILLAGE = "VILLAGE", "村（居）"


class Role(models.TextChoices):
    """What a post entitles to; the capabilities stand in policy.roles."""

    WINDOW = "WINDOW", "窗口受理员"
    SURVEYOR = "SURVEYOR", "入户调查员"
    VERIFIER = "VERIFIER", "核对专员"
    ASSESSOR = "ASSESSOR", "审核人"
    DECIDER = "DECIDER", "审批人"
    ASSISTANT = "ASSISTANT", "村级协理员"
    ARCHIVIST = "ARCHIVIST", "档案员"
    PAYROLL = "PAYROLL", "发放员"
    FINANCE = "FINANCE", "财务"
    SUPERVISOR = "SUPERVISOR", "监管员"
    CENTRE_VERIFIER = "CENTRE_VERIFIER", "县核对中心核对员"
    COUNTY_DECIDER = "COUNTY_DECIDER", "县级审批人"
    CITY_VIEWER = "CITY_VIEWER", "市级查看"
    POLICY_OFFICER = "POLICY_OFFICER", "政策管理员"
    COUNTY_POLICY = "COUNTY_POLICY", "县级政策管理员"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "系统管理员"


class Employment(models.TextChoices):
    """How a person is employed; outsourced staff never decide or seal."""

    ESTABLISHED = "ESTABLISHED", "在编"
    PURCHASED = "PURCHASED", "县买乡用"
    PUBLIC_POST = "PUBLIC_POST", "公益岗位"
    VILLAGE_CADRE = "VILLAGE_CADRE", "村（居）干部"


class DelegationMode(models.TextChoices):
    """The word in the document; what follows from it is the remedy effect."""

    ENTRUSTED = "ENTRUSTED", "委托"
    AUTHORIZED = "AUTHORIZED", "授权（下放）"


class Power(models.TextChoices):
    """Powers that can be delegated."""

    DIBAO_DECIDE = "dibao.decide", "低保审批"
    TEKUN_DECIDE = "tekun.decide", "特困审批"
    TEMPORARY_DECIDE = "temporary.decide", "临时救助审批"


class OpenCases(models.TextChoices):
    """What an order says about cases accepted before the day on which the power moves."""

    STAY = "STAY", "留在原机关办完"
    MOVE = "MOVE", "移交新的审批机关"
