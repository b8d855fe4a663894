"""Name the identities, kinds and ways that facts and packs of the schemes both speak of."""

from enum import StrEnum


class Identity(StrEnum):
    """Name an identity that an organ has certified."""

    DIBAO = "DIBAO"
    TEKUN = "TEKUN"
    LOW_INCOME = "LOW_INCOME"
    RIGID = "RIGID"


IDENTITY_LABELS: dict[Identity, str] = {
    Identity.DIBAO: "低保",
    Identity.TEKUN: "特困",
    Identity.LOW_INCOME: "低保边缘",
    Identity.RIGID: "刚性支出困难",
}


class Incapacity(StrEnum):
    """Name why an obligor cannot be asked (43号 art. 8)."""

    NO_CAPACITY = "NO_CAPACITY"
    MISSING = "MISSING"
    PRISON = "PRISON"


class DisabilityKind(StrEnum):
    """Name the kinds of certified disability (GB/T 26341)."""

    VISUAL = "VISUAL"
    HEARING = "HEARING"
    SPEECH = "SPEECH"
    PHYSICAL = "PHYSICAL"
    INTELLECTUAL = "INTELLECTUAL"
    MENTAL = "MENTAL"
    MULTIPLE = "MULTIPLE"


class AidKind(StrEnum):
    """Name the ways of temporary aid (临时救助)."""

    EXPENSE = "EXPENSE"
    URGENT = "URGENT"
    QUICK = "QUICK"


AID_LABELS: dict[AidKind, str] = {
    AidKind.EXPENSE: "支出型临时救助",
    AidKind.URGENT: "急难型临时救助",
    AidKind.QUICK: "小额快速救助",
}
