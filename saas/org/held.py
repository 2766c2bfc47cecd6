"""A unit, a post, a layer held for a change: locked, and as its history tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

Text = dict[str, str]
GONE = N_("这个单元已经关闭。")


@dataclass(frozen=True)
class HeldUnit:
    """`parent` is None for the top of the company."""

    id: UUID
    code: str
    name: Text
    parent: UUID | None
    parent_code: str | None
    layer: UUID
    layer_code: str
    weight: Decimal
    external: bool
    closed_on: date | None

    def told(self, **changed: Any) -> dict[str, Any]:
        """The unit as its history keeps it, with what is about to change."""
        now = {
            "code": self.code, "name_zh": self.name.get("zh", ""), "name_en": self.name.get("en", ""),
            "layer": self.layer_code, "parent": self.parent_code, "weight": plain(self.weight),
            "external": self.external, "closed_on": told_day(self.closed_on),
        }  # fmt: skip
        return now | changed


@dataclass(frozen=True)
class HeldPost:
    id: UUID
    code: str
    name: Text
    job_title: str
    unit: UUID
    unit_code: str
    closed_on: date | None

    def told(self, **changed: Any) -> dict[str, Any]:
        now = {
            "code": self.code, "name_zh": self.name.get("zh", ""), "name_en": self.name.get("en", ""),
            "job_title": self.job_title, "unit": self.unit_code, "closed_on": told_day(self.closed_on),
        }  # fmt: skip
        return now | changed


async def hold_tree() -> None:
    """Whoever changes the shape of the tree does so alone: two moves at once could make a circle."""
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 14))", str(current()))


async def hold_unit(unit: UUID) -> HeldUnit:
    """Raises 404."""
    row = await db().fetchrow(
        """select u.id, u.code, u.name, u.parent_id as parent, p.code as parent_code, u.layer_id as layer,
                  l.code as layer_code, u.weight, u.external, u.closed_on
             from units u join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
             left join units p on p.tenant_id = u.tenant_id and p.id = u.parent_id
            where u.tenant_id = $1 and u.id = $2 for update of u""",
        current(), unit,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return HeldUnit(**dict(row))


async def hold_open_unit(unit: UUID) -> HeldUnit:
    """Raises 404, or 409 where it was closed."""
    held = await hold_unit(unit)
    if held.closed_on:
        raise Refused(409, GONE)
    return held


async def hold_post(post: UUID) -> HeldPost:
    """Raises 404."""
    row = await db().fetchrow(
        """select p.id, p.code, p.name, p.job_title, p.unit_id as unit, u.code as unit_code, p.closed_on
             from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
            where p.tenant_id = $1 and p.id = $2 for update of p""",
        current(), post,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return HeldPost(**dict(row))


async def hold_open_post(post: UUID) -> HeldPost:
    """Raises 404, or 409 where it was closed."""
    held = await hold_post(post)
    if held.closed_on:
        raise Refused(409, N_("这个岗位已经关闭。"))
    return held


def plain(figure: Decimal) -> str:
    """1.50 and 1.5 are the same weight."""
    return f"{figure.normalize():f}"


def told_day(on: date | None) -> str | None:
    return on.isoformat() if on else None
