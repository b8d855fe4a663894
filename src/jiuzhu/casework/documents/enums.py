"""Vocabulary of documents."""

from django.db import models


class DocumentState(models.TextChoices):
    """Whether a document is in force."""

    ISSUED = "ISSUED", "有效"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class SealState(models.TextChoices):
    """Where the seal stands; a demo seal is no lawful seal."""

    NOT_NEEDED = "NOT_NEEDED", "无需盖章"
    AWAITED = "AWAITED", "待签章回传"
    SCANNED = "SCANNED", "已回传待核"
    CHECKED = "CHECKED", "已核对"


class DeliveryMethod(models.TextChoices):
    """How a notice was served, in legal order (民诉法 by analogy)."""

    DIRECT = "DIRECT", "直接送达"
    LEFT = "LEFT", "留置送达"
    POST = "POST", "邮寄送达"
    ELECTRONIC = "ELECTRONIC", "电子送达"
    VILLAGE = "VILLAGE", "村（居）代表见证送达"
