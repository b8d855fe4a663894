"""Vocabulary of intents and authorizations."""

from django.db import models


class Channel(models.TextChoices):
    """How a wish or a signature arrived."""

    COUNTER = "COUNTER", "窗口"
    VILLAGE = "VILLAGE", "村（居）代办"
    PHONE = "PHONE", "电话"
    ONLINE = "ONLINE", "网上"
    PAPER = "PAPER", "纸质"


class Initiator(models.TextChoices):
    """Who begins: the person, a proxy, or the village or township for who cannot (43号 art. 11)."""

    SELF = "SELF", "本人提出"
    PROXY = "PROXY", "委托他人提出"
    ORGANISATION = "ORGANISATION", "村（居）或乡镇主动办理"


class Capacity(models.TextChoices):
    """In which capacity a person signs."""

    SELF = "SELF", "本人"
    GUARDIAN = "GUARDIAN", "监护人"
    VILLAGE_GUARDIAN = "VILLAGE_GUARDIAN", "村（居）委会或民政部门（民法典第31、32、34条）"
