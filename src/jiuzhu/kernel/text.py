"""Free text: what may be stored, and what must not stand in a public one."""

import re

from jiuzhu.kernel.characters import invisible_problem
from jiuzhu.kernel.disclosure import Finding, find_personal_data
from jiuzhu.kernel.errors import Refused

__all__ = ["Finding", "clean_text", "find_forbidden_proofs", "find_personal_data"]

_BLANKS = " \n\u3000\u00a0"
_NAMES = {
    "control": "控制字符",
    "bidi": "改变文字方向的隐形字符",
    "zero_width": "零宽隐形字符",
    "private_use": "旧系统自造字",
    "surrogate": "损坏的字符",
    "unassigned": "无法识别的字符",
}

_DIBAO = r"(?:低保|最低生活保障)(?:待遇|金|政策)?(?:情况)?证明"
_FIVE = {
    "收入证明": r"(?:收入|工资|薪金)(?:[和及与]?(?:家庭)?财产)?(?:情况|状况|来源|水平)?证明",
    "疾病证明": (
        r"(?:疾病|病情|患病|伤病|大病|重病|慢性病|诊断)(?:残疾|伤残|诊断)?(?:情况|状况)?证明"
    ),
    "土地承包经营证明": (r"(?:土地|耕地|承包地|责任田)(?:承包)?(?:经营)?权?(?:情况|面积)?证明"),
    "失业登记证明": r"(?:失业|无业|未就业)(?:登记)?(?:情况|状况)?凭?证(?:明|件)?(?!据)",
    "户籍所在地未享受低保证明": (
        r"(?:未|没有|没|无|不)曾?(?:享受|领取|纳入|办理|参加)过?(?:城乡|城市|农村)?(?:居民)?"
        rf"{_DIBAO}|户[籍口](?:所在)?地[^，。；]{{0,8}}{_DIBAO}"
    ),
}
_PROOFS = tuple((name, re.compile(pattern)) for name, pattern in _FIVE.items())
FORBIDDEN_PROOFS = tuple(_FIVE)
_NOISE = re.compile(r"[\s的“”\"'《》「」、·*_-]+")


def clean_text(text: str, *, max_length: int, multiline: bool = False) -> str:
    """Return text fit for storing: outer blanks off, line ends unified, a tab as a blank.

    Raises Refused: text.line_break, text.too_long, text.control, text.bidi, text.zero_width,
    text.private_use, text.surrogate, text.unassigned.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip(_BLANKS)
    for character in plain:
        if character == "\n" and multiline:
            continue
        if character == "\n":
            raise Refused("text.line_break", "这一栏只能写一行，请去掉换行。")
        problem = invisible_problem(character)
        if problem is not None:
            raise Refused(
                f"text.{problem}",
                "内容中有%(kind)s（%(place)s），请删去后重新录入。",
                values={"kind": _NAMES[problem], "place": f"U+{ord(character):04X}"},
            )
    if len(plain) > max_length:
        raise Refused(
            "text.too_long",
            "最多 %(max_length)s 个字，现有 %(n)s 个字，请删减后再提交。",
            values={"max_length": max_length, "n": len(plain)},
        )
    return plain


def find_forbidden_proofs(text: str) -> tuple[str, ...]:
    """Return which of the five proofs a text names (泰民字〔2019〕14号: 不再要求申请人提供)."""
    plain = _NOISE.sub("", text)
    return tuple(name for name, pattern in _PROOFS if pattern.search(plain))
