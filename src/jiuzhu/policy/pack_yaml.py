"""Read the YAML of a pack strictly: no doubles, no anchors, no fractions, nothing deep or huge.

Every mapping remembers the line it begins in, so that a refusal can name file, line and reason.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from jiuzhu.kernel.errors import Refused

MOST_BYTES = 1_000_000
MOST_LEVELS = 20
BOOL_TAG = "tag:yaml.org,2002:bool"


class Located(dict[str, Any]):
    """Hold a mapping of a file with the line it begins in, counted from 1."""

    line: int = 0


def located(found: dict[str, Any], line: int) -> Located:
    """Give a mapping that remembers a line."""
    mapping = Located(found)
    mapping.line = line
    return mapping


def line_of(found: object) -> int:
    """Give the line in which something begins; 0 where it is not known."""
    return found.line if isinstance(found, Located) else 0


class StrictLoader(yaml.CSafeLoader):
    """Read YAML without double keys or fractions."""


def _mapping(loader: StrictLoader, node: yaml.MappingNode) -> Iterator[Located]:
    """Keep keys as they are written (`no` is a word here) and refuse one written twice."""
    found = located({}, node.start_mark.line + 1)
    yield found
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in found:
            raise yaml.constructor.ConstructorError(
                None, None, f"键“{key.value}”重复或不是文字", key.start_mark
            )
        found[key.value] = loader.construct_object(item, deep=True)


def _refuse_fraction(_: StrictLoader, node: yaml.ScalarNode) -> NoReturn:
    """Refuse a fraction: money is quoted text, rates are whole ten-thousandths."""
    raise yaml.constructor.ConstructorError(
        None, None, f"不允许小数 {node.value}，金额请加引号", node.start_mark
    )


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
StrictLoader.add_constructor("tag:yaml.org,2002:float", _refuse_fraction)
# YAML 1.1 reads `on` and `off` as truth values; here they are words.
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOL_TAG]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver(BOOL_TAG, re.compile(r"(?:yes|no|true|false)\Z"), list("ynft"))


def bad(file: str, what: str, at: object = None) -> Refused:
    """Say which file of a pack is wrong, in which line, what it is, and what to do."""
    line = line_of(at) if not isinstance(at, int) else at
    place = f"第{line}行" if line else ""
    return Refused(
        "policy.pack", f"政策包文件 {file} {place}：{what}。请改正该文件后重试，现用政策包不变。"
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one file of a pack as a mapping.

    Raises: Refused('policy.pack') when it is missing, too large, broken or not a mapping.
    """
    if not path.is_file():
        raise bad(path.name, "文件不存在")
    if path.stat().st_size > MOST_BYTES:
        raise bad(path.name, "文件超过 1 MB")
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_bombs(text)
        found = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        what = " ".join(str(problem.problem).split())
        raise bad(path.name, f"无法读取（{what}）", mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise bad(path.name, f"无法读取（{' '.join(str(problem).split())}）") from None
    if not isinstance(found, dict):
        raise bad(path.name, "最外层应为键值")
    return found


def _refuse_bombs(text: str) -> None:
    """Refuse aliases and deep nesting before anything is built: a bomb needs one of them."""
    level = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _bomb("不允许引用（*）", event)
        level += isinstance(event, yaml.CollectionStartEvent)
        level -= isinstance(event, yaml.CollectionEndEvent)
        if level > MOST_LEVELS:
            raise _bomb(f"嵌套超过{MOST_LEVELS}层", event)


def _bomb(what: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    """Say where a bomb begins."""
    mark = event.start_mark
    return yaml.MarkedYAMLError(problem=what, problem_mark=mark)  # type: ignore[arg-type]


def refuse_unknown(file: str, found: dict[str, Any], allowed: set[str], where: str) -> None:
    """Refuse keys nobody reads: a misspelt key would silently change nothing.

    Raises: Refused('policy.pack') naming the file and the key.
    """
    unknown = sorted(str(key) for key in found if key not in allowed)
    if unknown:
        raise bad(file, f"{where}有不认识的键“{'、'.join(unknown)}”", found)
