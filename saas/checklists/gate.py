"""What the verbs of a draft share: the open draft held against others, its points written, codes that are free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from saas.checklists import reads
from saas.checklists.drafted import Draft, DraftPoint
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

NO_DRAFT = N_("这张检查表没有打开的草稿。可能已经发布或放弃，请回到检查表看一下。")


async def open_draft(checklist: UUID) -> Draft:
    """The draft of a list, locked until the end of the transaction. Refused: 404 no such list, 409 no open draft."""
    await reads.checklist(checklist)
    await db().execute(
        "select id from checklist_drafts where tenant_id = $1 and checklist_id = $2 for update", current(), checklist
    )
    draft = await reads.draft(checklist)
    if draft is None:
        raise Refused(409, NO_DRAFT)
    return draft


async def draft_of(point: UUID) -> UUID:
    """The list whose draft holds this point; not found where there is none."""
    found: UUID | None = await db().fetchval(
        """select d.checklist_id from draft_points p
             join checklist_drafts d on d.tenant_id = $1 and d.id = p.draft_id
            where p.tenant_id = $1 and p.id = $2""",
        current(), point,
    )  # fmt: skip
    if found is None:
        raise not_found()
    return found


def the_point(points: Iterable[DraftPoint], wanted: UUID) -> DraftPoint:
    """One point of a draft by its id; not found where it is not there."""
    found = next((point for point in points if point.id == wanted), None)
    if found is None:
        raise not_found()
    return found


async def write(draft: UUID, points: Sequence[DraftPoint]) -> list[UUID]:
    """Insert points into a draft at their positions; returns their ids in the same order."""
    return [await _insert(draft, point) for point in points]


async def save(point: DraftPoint) -> None:
    """Write what a point of a draft says; its place and code stay."""
    await db().execute(
        """update draft_points set section = $3, text = $4, kind = $5, weight = $6, veto = $7, evidence = $8, uom = $9,
                  limits = $10, options = $11, detail_code = $12, mark = $13, judge = $14
            where tenant_id = $1 and id = $2""",
        current(), point.id, point.section, point.text, point.kind, point.weight, point.veto, point.evidence, point.uom,
        point.limits, point.options, point.detail, point.mark, point.judge,
    )  # fmt: skip


async def put_in_order(draft: UUID, ids: Sequence[UUID]) -> None:
    """Number the points of a draft anew."""
    await db().execute(
        """update draft_points p set position = n.position
             from unnest($3::uuid[]) with ordinality n (id, position)
            where p.tenant_id = $1 and p.draft_id = $2 and p.id = n.id""",
        current(), draft, list(ids),
    )  # fmt: skip


async def free_codes(list_code: str, many: int, taken: Iterable[str]) -> list[str]:
    """The next codes of a list, <list>-01 …: no point of any version or draft of the company has them.

    Measures and book figures know points by code alone, so a code is never used twice.
    """
    used = set(taken)
    used |= {
        row["code"]
        for row in await db().fetch(
            """select code from points where tenant_id = $1 and code like $2
               union select code from draft_points where tenant_id = $1 and code like $2""",
            current(), list_code.replace("_", "\\_") + "-%",
        )
    }  # fmt: skip
    found: list[str] = []
    number = 0
    while len(found) < many:
        number += 1
        if (code := f"{list_code}-{number:02}") not in used:
            found.append(code)
    return found


async def _insert(draft: UUID, point: DraftPoint) -> UUID:
    columns: tuple[Any, ...] = (
        point.position, point.code, point.section, point.text, point.kind, point.weight, point.veto, point.evidence,
        point.uom, point.limits, point.options, point.detail, point.mark, point.judge,
    )  # fmt: skip
    new: UUID = await db().fetchval(
        """insert into draft_points (tenant_id, draft_id, position, code, section, text, kind, weight, veto, evidence, uom,
                  limits, options, detail_code, mark, judge)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id""",
        current(), draft, *columns,
    )  # fmt: skip
    return new
