"""Write the JSON Schemas (2020-12) of pack files, worked cases and facts from their classes.

The files under `schemas/` are what editors and other programs read; a test keeps them current.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from jiuzhu.kernel.money import MAX_FEN
from jiuzhu.policy.examples import KEYS, OUTPUTS
from jiuzhu.policy.pack_files import CHOICES, MONEY_UNITS, Entry, ToMonth
from jiuzhu.policy.pack_rows import Code, Provision
from jiuzhu.policy.packs import FILES
from jiuzhu.policy.records import Declared
from jiuzhu.policy.schemes import IN_FEN, SCHEMES
from jiuzhu.policy.values import Unit

FOLDER = Path(__file__).parent / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
YUAN = r"^(0|[1-9][0-9]*|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]{1,2})?$"
Schema = dict[str, Any]
SCALARS: Mapping[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def every_schema() -> dict[str, Schema]:
    """Give all schemas by the name of their file."""
    found = {f"pack/{file.replace('.yaml', '.json')}": pack_file_schema(file) for file in FILES}
    found["pack/pack.json"] = _top("政策包的名称", _closed({"place": _text(), "title": _text()}))
    found["cases.json"] = _cases_schema()
    for scheme in SCHEMES.values():
        found[f"facts/{scheme.code}.json"] = facts_schema(scheme.code)
    return found


def written(schema: Schema) -> str:
    """Write a schema the one way it is kept."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def outdated(folder: Path = FOLDER) -> tuple[str, ...]:
    """Name the files that are missing, changed, or of no class any more."""
    wanted = {name: written(schema) for name, schema in every_schema().items()}
    present = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.json")
    }
    return tuple(
        name
        for name in sorted(wanted.keys() | present.keys())
        if wanted.get(name) != present.get(name)
    )


def write_schemas(folder: Path = FOLDER) -> None:
    """Write every schema and remove what belongs to no class."""
    wanted = every_schema()
    for path in folder.rglob("*.json"):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, schema in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(schema), encoding="utf-8")


def facts_schema(code: str) -> Schema:
    """Give the schema of what `assess` reads for a scheme; money in fen or as yuan in text."""
    scheme = SCHEMES[code]
    defs: dict[str, Schema] = {}
    shape = _of(scheme.facts, defs)
    return _top(scheme.label, shape) | {"$defs": {name: defs[name] for name in sorted(defs)}}


def pack_file_schema(file: str) -> Schema:
    """Give the schema of one file of a pack; what a `provision` gives need not be repeated."""
    tables = {name: {"type": "array", "items": _row(cls)} for name, cls in FILES[file].items()}
    shape = {
        "provisions": {"type": "object", "additionalProperties": {"type": "object"}},
        "values": {"type": "array", "items": _series()},
        **tables,
    }
    if file == "codes.yaml":
        shape["codes"] = {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _row(Code)},
        }
    return _top(f"政策包文件 {file}", _closed(shape, ()))


def _series() -> Schema:
    """Give the schema of one value with its history."""
    units = sorted({*MONEY_UNITS, *(unit.lower() for unit in Unit if not unit.startswith("FEN"))})
    shape = {
        "key": _text(),
        "label": _text(),
        "unit": {"enum": units},
        "to_month": _row(ToMonth),
        "where": {
            "type": "object",
            "additionalProperties": {
                "anyOf": [_text(), {"type": "array", "items": _text(), "minItems": 1}]
            },
        },
        "history": {"type": "array", "items": _row(Entry), "minItems": 1},
    }
    chosen = [
        {
            "if": {"properties": {"key": {"const": key}}},
            "then": {
                "properties": {
                    "history": {"items": {"properties": {"text": {"enum": list(texts)}}}}
                }
            },
        }
        for key, texts in CHOICES.items()
    ]
    return _closed(shape, ("key", "label", "unit", "history")) | {"allOf": chosen}


def _row(cls: type) -> Schema:
    """Give the schema of one row, with a provision in place of its source and dates."""
    hints = get_type_hints(cls)
    shape = {field.name: _of(hints[field.name], {}) for field in fields(cls)}
    if cls is Entry:
        shape["amount"] = _yuan()
    needed = [field.name for field in fields(cls) if _is_needed(field)]
    if cls is not Entry and not issubclass(cls, Provision):
        return _closed(shape, needed)
    shape["provision"] = _text()
    own = {field.name for field in fields(Provision)} if cls is not Entry else set(needed)
    always = [name for name in needed if name not in own]
    rest = [name for name in needed if name in own]
    ways = [{"required": ["provision"]}, {"required": rest}]
    return _closed(shape, always) | {"anyOf": ways}


def _cases_schema() -> Schema:
    """Give the schema of a file of worked cases."""
    case: dict[str, Schema] = {
        "name": _text(),
        "period": {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"},
        "place": _text(),
        "scheme": {"enum": list(SCHEMES)},
        "input": {"type": "object"},
        "output": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"enum": sorted(OUTPUTS)},
        },
    }
    shape = {name: case[name] for name in case if name in KEYS}
    shared = {name: case[name] for name in ("period", "place", "scheme")}
    cases = {"type": "array", "items": _closed(shape, ("name", "output"))}
    return _top("案例", _closed(shared | {"cases": cases}, ("cases",)))


def _of(kind: Declared, defs: dict[str, Schema]) -> Schema:
    """Give the schema of a declared type; classes go to `defs` and are named."""
    origin: Declared = get_origin(kind)
    if origin in (Union, UnionType):
        parts = [part for part in get_args(kind) if part is not NoneType]
        return {"anyOf": [*(_of(part, defs) for part in parts), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0], defs)}
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}
            defs[kind.__name__] = _facts(kind, defs)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    return dict(SCALARS[kind])


def _facts(cls: type, defs: dict[str, Schema]) -> Schema:
    """Give the schema of a class of facts; each amount may be written in fen or in yuan."""
    hints = get_type_hints(cls)
    shape: dict[str, Schema] = {}
    needed: list[str] = []
    ways: list[Schema] = []
    for field in fields(cls):
        name = field.name
        shape[name] = _of(hints[name], defs)
        if not name.endswith(IN_FEN):
            needed += [name] if _is_needed(field) else []
            continue
        yuan = name.removesuffix(IN_FEN)
        shape[name] = _fen(nullable=NoneType in get_args(hints[name]))
        shape[yuan] = _yuan()
        both = [{"required": [name]}, {"required": [yuan]}]
        ways.append({"oneOf": both} if _is_needed(field) else {"not": {"required": [name, yuan]}})
    described = {"description": (cls.__doc__ or "").split("\n")[0]}
    return described | _closed(shape, needed) | ({"allOf": ways} if ways else {})


def _is_needed(field: Field[Any]) -> bool:
    """Say whether a field has no default."""
    return field.default is MISSING and field.default_factory is MISSING


def _fen(*, nullable: bool) -> Schema:
    """Give the schema of fen."""
    fen: Schema = {"type": "integer", "minimum": 0, "exclusiveMaximum": MAX_FEN}
    return {"anyOf": [fen, {"type": "null"}]} if nullable else fen


def _yuan() -> Schema:
    """Give the schema of yuan in quoted text."""
    return {"type": "string", "pattern": YUAN}


def _text() -> Schema:
    """Give the schema of a text that is not empty."""
    return {"type": "string", "minLength": 1}


def _closed(shape: dict[str, Schema], needed: Any = None) -> Schema:
    """Give an object that holds these keys and no other."""
    required = list(shape) if needed is None else list(needed)
    return {
        "type": "object",
        "properties": shape,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _top(title: str, shape: Schema) -> Schema:
    """Give a schema its head."""
    return {"$schema": DRAFT, "title": title} | shape
