"""A part of a pack as plain data again, without what goes without saying: the form that is stored and written."""

from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from saas.packs.parts import Mark
from saas.standards.documents import suffix

RULE = "rule"  # how the tables of standards and points call a public rule


def told(part: msgspec.Struct) -> dict[str, Any]:
    """Field → value in the order of the format, lists for tuples, Decimals as they are; defaults are left out."""
    found = {}
    for field, written, default in _fields(type(part)):
        value = getattr(part, field)
        if default is msgspec.NODEFAULT or value != default:
            found[written] = _plain(value)
    return found


def as_json(value: Any) -> Any:
    """The same for a column of jsonb: figures as texts of their digits."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def body(part: msgspec.Struct, *but: str) -> dict[str, Any]:
    """What is told of a part as jsonb, without the fields `but`, which stand elsewhere."""
    return {key: value for key, value in as_json(told(part)).items() if key not in but}


def called(sha: str, kind: str) -> str:
    """The name of a document in a pack's folder: equal content has an equal name, whatever it was called."""
    return f"{sha[:16]}.{suffix(kind)}"


def stored_mark(mark: Mark) -> dict[str, Any]:
    """A mark as the tables of standards and points keep it."""
    kept = body(mark)
    if kept["kind"] == "public_rule":
        kept |= {"kind": RULE, "source": kept.pop("name", {})}
    return kept


def written_mark(kept: dict[str, Any]) -> dict[str, Any]:
    """The same mark as a pack writes it."""
    known = {key: value for key, value in kept.items() if key in (*Mark.__struct_fields__, "source") and value}
    if known.get("kind") == RULE:
        known |= {"kind": "public_rule", "name": known.pop("source", None)}
    return {"kind": "suggestion"} | known


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    fields = msgspec.structs.fields(kind)
    return tuple(
        (f.name, f.encode_name, f.default_factory() if f.default_factory is not msgspec.NODEFAULT else f.default) for f in fields
    )


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return told(value)
    if isinstance(value, dict):
        # A column of jsonb keeps no order of its own: tables of names are told by name.
        return {key: _plain(value[key]) for key in sorted(value)}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
