"""Plain data into the structs of a pack, telling every misfit by its place, not just the first."""

from collections.abc import Callable
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from saas.packs.parts import Part, Text

KINDS = {
    "str": ("文字", "text"),
    "int": ("整数", "a whole number"),
    "Decimal": ("数字", "a number"),
    "bool": ("true 或 false", "true or false"),
}


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong with a pack: the place (file › list › code › field), its line, the cause in both languages.

    An advice does not bar a company from taking up its own pack; a pack on the shelf has none.
    """

    place: str
    zh: str
    en: str
    line: int | None = None
    advice: bool = False

    def __str__(self) -> str:
        file, arrow, rest = self.place.partition(" › ")
        return f"{file}{f':{self.line}' if self.line else ''}{arrow}{rest}: {self.zh} / {self.en}"


class Place(msgspec.Struct, frozen=True):
    """Where we are in a file; the root list named like its file goes without saying."""

    path: str
    inside: bool = False

    def field(self, name: str) -> "Place":
        if self.path == f"{name}.yaml":
            return self
        return Place(f"{self.path}{'.' if self.inside else ' › '}{name}", inside=True)

    def item(self, name: object) -> "Place":
        return Place(f"{self.path} › {name}")


Tell = Callable[[Place, str, str], None]


def shaped(kind: Any, data: object, at: Place, tell: Tell) -> Any:
    """`data` as `kind`; every misfit is told, and what could not be read comes back as None."""
    bare = _bare(kind)
    if bare is Any or (data is None and NoneType in get_args(kind)):
        return data
    if get_origin(bare) is tuple:
        return _row(get_args(bare)[0], data, at, tell)
    if get_origin(bare) is dict:
        return _table(get_args(bare), data, at, tell)
    if isinstance(bare, type) and issubclass(bare, Part):
        return _part(bare, data, at, tell)
    return _leaf(kind, bare, data, at, tell)


def _bare(kind: Any) -> Any:
    """The kind without "or nothing" and without its limits."""
    bare = kind
    if get_origin(bare) in (Union, UnionType):
        bare = next(k for k in get_args(bare) if k is not NoneType)
    if get_origin(bare) is Annotated:
        bare = get_args(bare)[0]
    return bare


def _part(kind: type[Part], data: object, at: Place, tell: Tell) -> Part | None:
    if not isinstance(data, dict):
        tell(at, "应为一组字段", "a group of fields is expected")
        return None
    fields = {f.encode_name: f for f in msgspec.structs.fields(kind)}
    for name in data.keys() - fields.keys():
        tell(at.field(name), "没有这个字段", "there is no such field")
    values = {}
    for name, field in fields.items():
        if name in data:
            values[field.name] = shaped(field.type, data[name], at.field(name), tell)
        elif field.required:
            _missing(kind, at.field(name), name, tell)
    return kind(**values) if all(f.name in values for f in fields.values() if f.required) else None


def _missing(kind: type[Part], at: Place, name: str, tell: Tell) -> None:
    if kind is Text:
        zh, en = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}[name]
        tell(at, f"缺{zh}文字", f"the {en} text is missing")
    else:
        tell(at, "缺少必填字段", "a required field is missing")


def _row(kind: Any, data: object, at: Place, tell: Tell) -> tuple[Any, ...] | None:
    if not isinstance(data, list):
        tell(at, "应为一个列表", "a list is expected")
        return None
    return tuple(shaped(kind, one, at.item(called(one, n)), tell) for n, one in enumerate(data, 1))


def called(one: object, n: int) -> object:
    """How a person finds this entry again: by its code, else by its number in the list."""
    keys = ("code", "key", "name", "detail", "on", "of")
    named = [one[k] for k in keys if isinstance(one, dict) and isinstance(one.get(k), str)]
    return named[0] if named else n


def _table(kinds: tuple[Any, Any], data: object, at: Place, tell: Tell) -> dict[str, Any] | None:
    if not isinstance(data, dict):
        tell(at, "应为一组字段", "a group of fields is expected")
        return None
    return {
        shaped(kinds[0], key, at.field(key), tell): shaped(kinds[1], value, at.field(key), tell) for key, value in data.items()
    }


def _leaf(kind: Any, bare: Any, data: object, at: Place, tell: Tell) -> Any:
    try:
        # Text that looks like a figure is still text: only a written number is one.
        if not (bare is Decimal and isinstance(data, str)):
            return msgspec.convert(data, kind)
        why = ""
    except msgspec.ValidationError as error:
        why = str(error)
    tell(at, *_expected(bare, data, why))
    return None


def _expected(bare: Any, data: object, why: str) -> tuple[str, str]:
    if get_origin(bare) is Literal:
        choices = " | ".join(map(str, get_args(bare)))
        return f"“{data}”不在可选值之内：{choices}", f'"{data}" is not one of {choices}'
    zh, en = KINDS[bare.__name__]
    if type(data) is bare:
        return f"“{data}”不符合格式或范围", f'"{data}" is not of the right form: {why}'
    return f"应为{zh}，写的是“{data}”", f'{en} is expected, not "{data}"'
