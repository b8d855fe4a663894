"""Vocabulary of objections and appraisals."""

from django.db import models


class ObjectionChannel(models.TextChoices):
    """How an objection came in."""

    COUNTER = "COUNTER", "到窗口"
    PHONE = "PHONE", "电话"
    LETTER = "LETTER", "来信"
    VILLAGE = "VILLAGE", "向村（居）协理员反映"
    WEB = "WEB", "网上"


class Wording(models.TextChoices):
    """In whose words the objection is kept, and whether its author stands by them."""

    WRITTEN = "WRITTEN", "本人书写"
    READ_BACK = "READ_BACK", "口述记录，已念给本人听并认可"
    NOT_SIGNED = "NOT_SIGNED", "口述记录，本人不愿签字"


class ObjectionAbout(models.TextChoices):
    """What it is about; only what is about the result opens an appraisal."""

    RESULT = "RESULT", "公示结果"
    COMPLAINT = "COMPLAINT", "投诉举报"


class Finding(models.TextChoices):
    """What the appraisal found of the facts that were disputed."""

    UPHELD = "UPHELD", "异议属实"
    NOT_UPHELD = "NOT_UPHELD", "异议不属实"


class AnswerWay(models.TextChoices):
    """How the answer reached who had objected."""

    IN_PERSON = "IN_PERSON", "当面交付"
    POST = "POST", "邮寄"
    UNREACHABLE = "UNREACHABLE", "按所留方式联系不上"


class Seat(models.TextChoices):
    """In which capacity somebody sits in an appraisal (220号 art. 22)."""

    TOWNSHIP = "TOWNSHIP", "乡镇（街道）工作人员"
    COMMITTEE = "COMMITTEE", "村（居）两委成员"
    REPRESENTATIVE = "REPRESENTATIVE", "村（居）民代表"


class Ballot(models.TextChoices):
    """A vote where the pack asks for votes; it speaks to the truth of the survey."""

    NONE = "NONE", "不表决"
    TRUE = "TRUE", "调查属实"
    FALSE = "FALSE", "调查不属实"
    ABSTAINED = "ABSTAINED", "弃权"
