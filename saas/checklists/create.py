"""Start a new list: from nothing, or as a copy of another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from saas import trail
from saas.checklists import reads
from saas.checklists.drafted import DraftPoint
from saas.checklists.gate import free_codes, write
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
ONE_SECTION: list[dict[str, Any]] = [{"code": "S1", "name": {"zh": "检查内容", "en": "What is checked"}, "weight": "100"}]
TAKEN = N_("编号 %(code)s 已用于另一张检查表。")


async def create(name: Mapping[str, str], code: str, like: UUID | None, *, by: UUID, now: datetime) -> UUID:
    """The new list with its open draft; it asks nobody anything until it is published. Returns the list's id.

    Refused: 404 for an unknown `like`, 422 at name or code.
    """
    if not any(name.values()):
        raise Refused(422, N_("请写名称。"), field="name_zh")
    if not CODE.fullmatch(code):
        raise Refused(422, N_("编号用字母、数字、点或横线，最多 20 个字符。"), field="code")
    new = await _list(name, code)
    scoring, sections, points = await _model(like, code)
    draft = await db().fetchval(
        """insert into checklist_drafts (tenant_id, checklist_id, name, scoring, sections, started_at, started_by)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), new, dict(name), scoring, sections, now, by,
    )  # fmt: skip
    await write(draft, points)
    await trail.record("create", "checklist", new, by=by, now=now)
    return new


async def _list(name: Mapping[str, str], code: str) -> UUID:
    new: UUID | None = await db().fetchval(
        """insert into checklists (tenant_id, code, name, position)
           select $1, $2, $3, coalesce(max(position), 0) + 1 from checklists where tenant_id = $1
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, dict(name),
    )  # fmt: skip
    if new is None:
        raise Refused(422, TAKEN, field="code", code=code)
    return new


async def _model(like: UUID | None, code: str) -> tuple[str, list[dict[str, Any]], list[DraftPoint]]:
    """Scoring, sections and points to begin with. Codes are new: book figures and measures stay with the old ones."""
    if like is None:
        return "weighted", ONE_SECTION, []
    row = await db().fetchrow(
        """select id, scoring, sections from checklist_versions where tenant_id = $1 and checklist_id = $2
            order by number desc limit 1""",
        current(), like,
    )  # fmt: skip
    if row is None:
        raise not_found()
    points = await reads.published(row["id"])
    codes = dict(zip((point.code for point in points), await free_codes(code, len(points), ()), strict=True))
    return row["scoring"], row["sections"], [_renamed(point, codes) for point in points]


def _renamed(point: DraftPoint, codes: Mapping[str, str]) -> DraftPoint:
    judge = dict(point.judge)
    if when := judge.get("when"):
        judge["when"] = when | {"point": codes.get(when["point"], when["point"])}
    return msgspec.structs.replace(point, code=codes[point.code], judge=judge)
