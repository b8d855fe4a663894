"""Ordinary names for synthetic people, with the ones that break software in fixed shares."""

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹"
)
ODD_SURNAMES = ("单", "解", "仇", "查", "区", "曾", "朴", "盖", "乐", "任", "尉迟", "单于", "欧阳")
RARE_GIVEN = ("䶮", "㛃", "𬎆", "𠅤", "喆", "小䶮", "㛃华", "𬎆明", "玉喆", "𠅤生")
MINORITY_NAMES = (
    "阿卜杜拉·买买提",
    "古丽娜尔·阿不都热合曼",
    "迪丽努尔·吐尔逊",
    "买买提明·艾合买提江",
    "卓玛·央金",
    "阿依古丽·麦麦提",
    "巴特尔·苏和",
    "帕提古丽·伊布拉音·玉素甫",
)
OLD_MALE = "国建明德福贵祥庆来宝富顺兴昌茂林山田根生长发全义仁忠厚和平安喜"
OLD_FEMALE = "秀英兰芳桂珍玉梅凤莲香云花翠荣娥爱琴菊春贤淑巧改焕素芹霞"
YOUNG_MALE = "伟磊强军杰涛超鹏浩宇轩博文昊然子涵俊豪思远嘉瑞晨阳泽航"
YOUNG_FEMALE = "静丽娜敏婷雪倩颖欣怡梓萱雨桐诗涵佳琪思彤若曦梦瑶雅楠"

ODD_SHARE = 8  # one in eight surnames reads otherwise than it looks
RARE_SHARE = 25  # one in twenty-five given names needs a character outside GBK
MINORITY_SHARE = 60


def make_surname(rng: Random) -> str:
    """Return a surname, now and then one with an odd reading."""
    if rng.randrange(ODD_SHARE) == 0:
        return rng.choice(ODD_SURNAMES)
    return rng.choice(SURNAMES)


def make_given_name(rng: Random, sex: str, *, is_older: bool) -> str:
    """Return a given name of the person's generation, now and then with a rare character."""
    if rng.randrange(RARE_SHARE) == 0:
        return rng.choice(RARE_GIVEN)
    if sex == "MALE":
        letters = OLD_MALE if is_older else YOUNG_MALE
    else:
        letters = OLD_FEMALE if is_older else YOUNG_FEMALE
    length = 1 if rng.randrange(5) == 0 else 2
    return "".join(rng.sample(letters, length))


def make_minority_name(rng: Random) -> str | None:
    """Return a whole name with middle dots for a small share of people, else None."""
    return rng.choice(MINORITY_NAMES) if rng.randrange(MINORITY_SHARE) == 0 else None
