"""Vocabulary of persons and households."""

from django.db import models


class Sex(models.TextChoices):
    """Sex (GB/T 2261.1-2003)."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class IdentityKind(models.TextChoices):
    """Kind of identity document."""

    RESIDENT_ID = "RESIDENT_ID", "居民身份证"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT", "港澳台居民居住证"
    FOREIGN_PERMANENT = "FOREIGN_PERMANENT", "外国人永久居留身份证"
    LEGACY_15 = "LEGACY_15", "15位旧号"
    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE", "出生医学证明"
    NONE_YET = "NONE_YET", "暂无证件"


class Relation(models.TextChoices):
    """Relation to the applicant (GB/T 4761-2008, the groups in use)."""

    SELF = "SELF", "本人"
    SPOUSE = "SPOUSE", "配偶"
    SON = "SON", "儿子"
    DAUGHTER = "DAUGHTER", "女儿"
    FATHER = "FATHER", "父亲"
    MOTHER = "MOTHER", "母亲"
    GRANDCHILD = "GRANDCHILD", "孙子女、外孙子女"
    GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母"
    SIBLING = "SIBLING", "兄弟姐妹"
    OTHER = "OTHER", "其他"


class AddressKind(models.TextChoices):
    """Hukou and residence are two different things."""

    HUKOU = "HUKOU", "户籍地"
    RESIDENCE = "RESIDENCE", "常住地"


class AccessGround(models.TextChoices):
    """Why an organ may see a person."""

    CASE = "CASE", "办理案件"
    SUPPORTER = "SUPPORTER", "赡养抚养扶养义务人"
    TRANSFER = "TRANSFER", "转移"
