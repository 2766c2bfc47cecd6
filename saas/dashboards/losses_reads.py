"""What the Pareto of losses reads: the running cycle as it was counted, a closed one from its frozen sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.dashboards.losses import Loss
from saas.dashboards.marks import AT, PATH, Place, Text
from saas.dashboards.tree_reads import CHOICE, COUNTED, CYCLES, CycleChoice
from saas.plans.draft import Gap, draft
from saas.scores.score import score
from saas.scores.sheet import from_json
from saas.shelf import Shelf
from saas.values import ZERO
from tenants import current, db

LARGEST = 40
KEPT = Shelf(16)
FRAME = f"""
    with {AT}, {CYCLES}
    select json_build_object(
        'path', {PATH}, 'cycles', {CHOICE}, 'chosen', (select c.id from chosen c), 'counted_at', {COUNTED},
        'edition', (select coalesce(max(r.number), 0) from chosen c
                      join restatements r on r.tenant_id = $1 and r.cycle_id = c.id),
        'losses', (select i.losses from chosen c join at on true
                     join interim_scores i on i.tenant_id = $1 and i.cycle_id = c.id and i.unit_id = at.id
                    where c.running))"""  # noqa: S608
SHEET = "select sheet from closures where tenant_id = $1 and cycle_id = $2"
# Names of points as their newest version has them, of lists and of posts.
NAMES = """
    select json_build_object(
        'points', (select json_object_agg(n.key, n.text) from (
            select distinct on (l.code, p.code) l.code || '/' || p.code as key, p.text
              from checklists l join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
              join points p on p.tenant_id = $1 and p.version_id = v.id
             where l.tenant_id = $1 and l.code || '/' || p.code = any ($2) order by l.code, p.code, v.number desc) n),
        'lists', (select json_object_agg(l.code, l.name) from checklists l where l.tenant_id = $1),
        'posts', (select json_object_agg(p.id, json_build_array(p.name, u.name)) from posts p
                    join units u on u.tenant_id = $1 and u.id = p.unit_id where p.tenant_id = $1 and p.id = any ($3)))"""


class _Losses(msgspec.Struct, frozen=True):
    whole: Decimal
    rows: list[tuple[str, str, Decimal, Decimal, Decimal, str]]


class _Frame(msgspec.Struct, frozen=True):
    path: list[Place] | None
    cycles: list[CycleChoice] | None
    chosen: UUID | None
    counted_at: datetime | None
    edition: int
    losses: _Losses | None


class Names(msgspec.Struct, frozen=True):
    """Texts of points ("list/point"), of lists, and of posts with their units."""

    points: dict[str, Text] | None = None
    lists: dict[str, Text] | None = None
    posts: dict[UUID, tuple[Text, Text]] | None = None


class LossesOf(msgspec.Struct, frozen=True):
    """`whole`: all points lost; None: the cycle has nothing to tell of this unit."""

    path: list[Place] | None
    cycles: list[CycleChoice] | None
    chosen: UUID | None
    counted_at: datetime | None
    whole: Decimal | None
    losses: list[Loss]
    names: Names

    @property
    def cycle(self) -> CycleChoice | None:
        return next((each for each in self.cycles or () if each.id == self.chosen), None)


async def losses_of(unit: UUID | None, heads: Sequence[UUID], cycle: UUID | None) -> LossesOf:
    """Three statements at most: a closed cycle is worked out once a process."""
    frame = msgspec.json.decode(await db().fetchval(FRAME, current(), unit, list(heads), cycle), type=_Frame, strict=False)
    whole, losses = await _lost(frame)
    names = await _names(losses) if losses else Names()
    return LossesOf(frame.path, frame.cycles, frame.chosen, frame.counted_at, whole, losses, names)


async def _lost(frame: _Frame) -> tuple[Decimal | None, list[Loss]]:
    if frame.losses is not None:
        return frame.losses.whole, [Loss(*row[:5], post=UUID(row[5])) for row in frame.losses.rows]
    if not frame.path or frame.chosen is None or frame.counted_at is not None:
        return None, []
    known = await _closed(frame.chosen, frame.edition)
    gaps = known.get(str(frame.path[-1].id))
    if gaps is None:
        return None, []
    return sum((gap.loss for gap in gaps), ZERO), [_loss(gap) for gap in gaps[:LARGEST]]


async def _closed(cycle: UUID, edition: int) -> dict[str, list[Gap]]:
    """Every unit's gaps; what a closed cycle froze changes by restatements alone."""
    key = (current(), cycle, edition)
    known: dict[str, list[Gap]] | None = KEPT.get(key)
    if known is None:
        sheet = from_json(await db().fetchval(SHEET, current(), cycle))
        known = KEPT.put(key, draft(sheet, score(sheet), {}))
    return known or {}


def _loss(gap: Gap) -> Loss:
    return Loss(gap.list, gap.point, gap.loss, gap.pass_share, gap.applied, UUID(gap.owner_post))


async def _names(losses: Sequence[Loss]) -> Names:
    posts = [each.post for each in losses if each.post]
    told = await db().fetchval(NAMES, current(), [each.key for each in losses], posts)
    return msgspec.json.decode(told, type=Names)
