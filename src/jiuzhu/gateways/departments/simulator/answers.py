"""Make the answer to an accepted question from the truth, in the department's own words."""

import json
from datetime import date
from typing import Any

from jiuzhu.gateways.departments.simulator.faults import REFUSED_FAULTS, spoil
from jiuzhu.gateways.departments.simulator.rows import rows_of
from jiuzhu.gateways.departments.simulator.store import Question
from jiuzhu.gateways.departments.simulator.truth import Truth, TruthNotReady, is_same_name


def striking(question: Question) -> frozenset[str]:
    """Return the faults that strike this attempt: what would be refused strikes only the first."""
    faults = frozenset(question.faults)
    return faults if question.attempts == 0 else faults - REFUSED_FAULTS


def answer_bytes(question: Question, truth: Truth) -> bytes:
    """Write the answer as bytes, spoiled where a fault says so.

    Raises TruthNotReady.
    """
    asked = json.loads(question.body)
    faults = striking(question)
    content = spoil(_content(question.source, asked, truth), faults)
    if "garbage_answer" in faults:
        return b"\x00\xff\xfe<<<" * 40
    text = json.dumps(content, ensure_ascii=False)
    return text.encode("gb18030" if "gbk" in faults else "utf-8")


def _content(source: str, asked: dict[str, Any], truth: Truth) -> dict[str, Any]:
    person = truth.person(asked["ZJHM"])
    code, rows = "0", []
    if person is not None and not is_same_name(str(person.get("name")), asked["XM"]):
        code = "2"
    elif person is not None:
        rows = _rows(source, person, asked)
        code = "1" if rows else "0"
    return {
        "QQBH": asked["QQBH"],
        "LY": source,
        "ZJHM": asked["ZJHM"],
        "JZRQ": asked["JZRQ"],
        "JG": code,
        "SJTS": len(rows),
        "SJ": rows,
    }


def _rows(source: str, person: dict[str, Any], asked: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        return rows_of(source, person, asked["CXSX"], date.fromisoformat(asked["JZRQ"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TruthNotReady("a line of the truth is not in its own shape") from error
