"""The gates of stages as they stand now: criteria, evidence and notes put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from saas.rollout.evidence import evidence
from saas.rollout.judge import STAGE_BEFORE, Criterion, Judged, Side, judge
from saas.rollout.reads import Programme, Stage

Gates = dict[tuple[str, Side], list[Judged]]


async def gates(programme: Programme, asked: Iterable[tuple[Stage, Side]], *, today: date, now: datetime) -> Gates:
    """(code of the stage, side) → its criteria judged; one statement for all of them."""
    wanted = list(asked)
    criteria = [one for stage, side in wanted for one in stage.gate(side)]
    figures = await evidence(criteria, programme.heads(), today=today, now=now)
    found: Gates = {}
    for stage, side in wanted:
        since = stage.opened_on if side == "exit" else None
        judged = [
            judge(one, figures.get(one.id, []), today=today, since=since, note=stage.notes.get(one.id))
            for one in stage.gate(side)
        ]
        found[stage.code, side] = [*_after(programme, stage, side), *judged]
    return found


def _after(programme: Programme, stage: Stage, side: Side) -> list[Judged]:
    """Before a stage begins the one before it has to be behind the company."""
    before = programme.before(stage) if side == "entry" else None
    if before is None:
        return []
    asked = Criterion(before.id, stage.id, side, before.code, before.name, STAGE_BEFORE)
    return [Judged(asked, "holds" if before.state in ("passed", "before") else "not_passed")]
