"""Move a point of a draft: one step, or to stand before another."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from saas import trail
from saas.checklists import reads
from saas.checklists.drafted import DraftPoint, in_order
from saas.checklists.gate import draft_of, open_draft, put_in_order, the_point
from tenants import current, db


async def place_point(
    point: UUID, *, step: Literal["up", "down"] | None = None, before: UUID | None = None, by: UUID, now: datetime
) -> UUID:
    """Move within the list; before a point of another section it joins that section. Returns the list.

    A step is relative, so two people moving points do not undo each other. At the end of its section nothing
    happens. Refused: 404 for unknown points, 409 without an open draft.
    """
    draft = await open_draft(await draft_of(point))
    points = in_order(draft, await reads.points(draft.id, now.date()))
    moved = the_point(points, point)
    ahead = the_point(points, before) if before else _neighbour(points, moved, step)
    if ahead is None or ahead is moved:
        return draft.checklist
    rest = [each for each in points if each is not moved]
    rest.insert(rest.index(ahead) + (1 if step == "down" else 0), moved)
    if ahead.section != moved.section:
        await db().execute(
            "update draft_points set section = $3 where tenant_id = $1 and id = $2", current(), point, ahead.section
        )
    await put_in_order(draft.id, [each.id for each in rest if each.id])
    await trail.record("move", "draft_point", point, by=by, now=now)
    return draft.checklist


def _neighbour(points: list[DraftPoint], moved: DraftPoint, step: str | None) -> DraftPoint | None:
    mine = [point for point in points if point.section == moved.section]
    place = mine.index(moved) + {"up": -1, "down": 1}.get(step or "", 0)
    return mine[place] if 0 <= place < len(mine) else None
