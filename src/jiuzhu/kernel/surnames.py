"""Readings of surnames: the usual library reads 单 as dan, 仇 as chou, 查 as cha."""

from pypinyin import Style, pinyin

from jiuzhu.kernel.characters import is_han

# Common reading of the surname first, then every other reading by which a clerk may look.
_TABLE = (
    "单 shan dan chan/解 xie jie/仇 qiu chou/查 zha cha/区 ou qu/曾 zeng ceng/朴 piao pu po/"
    "盖 ge gai/乐 yue le/任 ren/华 hua/燕 yan/宁 ning/卜 bu bo/种 chong zhong/员 yun yuan/"
    "尉 wei yu/缪 miao mou/翟 zhai di/冼 xian/繁 po fan/秘 bi mi/折 she zhe/黑 he hei/"
    "盛 sheng cheng/召 shao zhao/谌 chen shen/覃 qin tan/那 na nuo/隗 wei kui/郗 xi chi/"
    "郇 xun huan/逄 pang/过 guo/句 gou ju/车 che ju/褚 chu zhu/晁 chao/贲 ben bi/费 fei bi/"
    "纪 ji/葛 ge/观 guan/哈 ha/阚 kan/令 ling/柏 bai bo/薄 bo bao/瞿 qu/曲 qu/冉 ran/撒 sa/"
    "厍 she/佘 she/石 shi/台 tai/相 xiang/幺 yao/应 ying/於 yu/臧 zang/占 zhan/訾 zi/俞 yu shu/"
    "莘 shen xin/牟 mu mou/祭 zhai ji/宓 mi fu/万 wan/库 ku she/乜 nie mie/亓 qi/炅 gui jiong/"
    "都 du dou/会 gui hui/难 ning nan/能 nai neng/角 jue jiao/谷 gu yu/宿 su xiu/少 shao/叶 ye/"
    "沈 shen chen/肖 xiao/闫 yan/吕 lv lu/闾 lv lu/䶮 yan/长 chang zhang/行 xing hang/"
    "适 kuo shi/洗 xian xi/重 chong zhong/大 da"
)
_COMPOUND = (
    "欧阳 ou yang/上官 shang guan/司马 si ma/诸葛 zhu ge/尉迟 yu chi/单于 chan yu/万俟 mo qi/"
    "澹台 tan tai/皇甫 huang fu/长孙 zhang sun/令狐 ling hu/宇文 yu wen/慕容 mu rong/"
    "夏侯 xia hou/司徒 si tu/公孙 gong sun/东方 dong fang/闻人 wen ren/端木 duan mu/"
    "百里 bai li/呼延 hu yan/鲜于 xian yu/赫连 he lian/轩辕 xuan yuan/钟离 zhong li/"
    "淳于 chun yu/公冶 gong ye/宗政 zong zheng/濮阳 pu yang/太叔 tai shu/申屠 shen tu/"
    "仲孙 zhong sun/东郭 dong guo/南宫 nan gong/西门 xi men/独孤 du gu/拓跋 tuo ba/纳兰 na lan/"
    "亓官 qi guan/司空 si kong/司寇 si kou/颛孙 zhuan sun/乐正 yue zheng/漆雕 qi diao/"
    "巫马 wu ma/梁丘 liang qiu/左丘 zuo qiu/谷梁 gu liang/段干 duan gan/即墨 ji mo"
)


def _single() -> dict[str, tuple[str, ...]]:
    rows = (row.split() for row in _TABLE.split("/"))
    return {surname: tuple(readings) for surname, *readings in rows}


def _compound() -> dict[str, tuple[str, ...]]:
    rows = (row.split(" ", 1) for row in _COMPOUND.split("/"))
    return {surname: (reading,) for surname, reading in rows}


SINGLE = _single()
COMPOUND = _compound()
_COMPOUND_LENGTH = 2


def split_surname(name: str) -> tuple[str, str]:
    """Return surname and given name; names with a middle dot or in letters have no surname."""
    if not name or not all(is_han(character) for character in name):
        return "", name
    length = _COMPOUND_LENGTH if name[:_COMPOUND_LENGTH] in COMPOUND else 1
    return name[:length], name[length:]


def surname_readings(surname: str) -> tuple[str, ...]:
    """Return every reading of a surname, the common one first; empty when none is known."""
    if surname in COMPOUND:
        return COMPOUND[surname]
    own = SINGLE.get(surname, ())
    read = given_readings(surname) if len(surname) == 1 else ()
    return tuple(dict.fromkeys((*own, *read)))


def given_readings(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character, the usual one first; empty when unknown."""
    if not is_han(character):
        return ()
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = found[0] if found else []
    return tuple(dict.fromkeys(reading for reading in readings if reading.isascii() and reading))
