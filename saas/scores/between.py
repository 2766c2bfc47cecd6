"""The bridge between any two closed cycles, computed from what both froze."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import json

from saas.scores.bridge import bridge
from saas.scores.sheet import Sheet, from_json, part_of
from saas.scores.told import Seen, bridge_of, keep_bridge
from tenants import current, db

if TYPE_CHECKING:
    from saas.scores.reads import Scored


async def against(scored: Scored, sheet: Sheet, since: UUID) -> Scored:
    """The score with its bridge from another cycle instead of the one before; as it is where that one has no such score."""
    row = await db().fetchrow(
        """select k.sheet, c.name, case when c.rhythm_id <> o.rhythm_id then r.name end as unlike
             from closures k join cycles c on c.tenant_id = $1 and c.id = k.cycle_id
             join rhythms r on r.tenant_id = $1 and r.id = c.rhythm_id
             join cycles o on o.tenant_id = $1 and o.id = $3
            where k.tenant_id = $1 and k.cycle_id = $2""",
        current(), since, scored.cycle.id,
    )  # fmt: skip
    if row is None:
        return scored
    key = scored.kind, str(scored.id)
    try:
        before, after = part_of(from_json(row["sheet"]), *key), part_of(sheet, *key)
    except KeyError:
        return scored
    kept = keep_bridge(bridge(before, after)[key], str(since), Seen())
    return replace(scored, bridge=bridge_of(json.decode(json.encode(kept))), since=row["name"], unlike=row["unlike"])
