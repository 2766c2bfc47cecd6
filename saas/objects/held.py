"""An object or a kind held for a change: locked, and as its history tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.objects.rules import Attribute, Data, attributes
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


@dataclass(frozen=True)
class HeldKind:
    id: UUID
    code: str
    name: Text
    attributes: list[Data]
    exclusive: bool
    segments: list[Data]
    stages: list[Data]
    needs: list[Data]
    playbook: list[Data]
    retired_on: date | None

    @property
    def wanted(self) -> list[Attribute]:
        return attributes(self.attributes)

    def told(self, **changed: Any) -> Data:
        """The kind as its history keeps it, with what is about to change; a part is told by the names in it."""
        lists = {"attributes": self.attributes, "segments": self.segments, "stages": self.stages, "overlaps": self.needs}
        plain = {
            "code": self.code, "name_zh": self.name.get("zh", ""), "name_en": self.name.get("en", ""),
            "exclusive": self.exclusive,
            "retired_on": self.retired_on.isoformat() if self.retired_on else None, **lists, "playbook": self.playbook,
        } | changed  # fmt: skip
        return plain | {part: [_line(one) for one in plain[part]] for part in (*lists, "playbook")}


@dataclass(frozen=True)
class HeldObject:
    id: UUID
    kind: UUID
    code: str
    name: Text
    unit: UUID
    unit_code: str
    attributes: Data
    wanted: list[Attribute]
    stages: list[Data]
    stage: str | None
    stage_by_hand: bool
    retired_on: date | None

    def told(self, **changed: Any) -> Data:
        """The object as its history keeps it: its attributes stand beside its fields, by code."""
        retired = self.retired_on.isoformat() if self.retired_on else None
        return told(self.code, self.name, self.unit_code, self.attributes, self.wanted) | {"retired_on": retired} | changed


def told(code: str, name: Text, unit: str, said: Data, wanted: list[Attribute]) -> Data:
    """What the history keeps of an object, whoever writes it."""
    values = {one.code: said.get(one.code) for one in wanted}
    return values | {"code": code, "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "unit": unit}


async def hold_kind(kind: UUID) -> HeldKind:
    """Raises 404."""
    row = await db().fetchrow(
        """select id, code, name, attributes, exclusive, segments, stages, needs, playbook, retired_on
             from object_kinds where tenant_id = $1 and id = $2 for update""",
        current(), kind,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return HeldKind(**dict(row))


async def hold_object(thing: UUID) -> HeldObject:
    """Raises 404."""
    row = await db().fetchrow(
        """select o.id, o.kind_id as kind, o.code, o.name, o.unit_id as unit, u.code as unit_code, o.attributes,
                  k.attributes as wanted, k.stages, o.stage, o.stage_by_hand, o.retired_on
             from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
             join units u on u.tenant_id = $1 and u.id = o.unit_id
            where o.tenant_id = $1 and o.id = $2 for update of o""",
        current(), thing,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return HeldObject(**dict(row) | {"wanted": attributes(row["wanted"])})


async def hold_active(thing: UUID) -> HeldObject:
    """Raises 404, or 409 where it was retired."""
    held = await hold_object(thing)
    if held.retired_on:
        raise Refused(409, N_("这个对象已经停用。"))
    return held


def _line(one: Data) -> str:
    name = one.get("name") or one.get("text") or {}
    rest = {key: value for key, value in one.items() if key not in ("code", "name", "text")}
    return f"{one.get('code', '')} {name.get('zh') or name.get('en') or ''} {_short(rest)}".strip()


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}={_short(one)}" for key, one in value.items() if one not in (None, [], "", False))
    if isinstance(value, list):
        return ", ".join(_short(one) for one in value)
    return str(value)
