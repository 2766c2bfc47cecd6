"""By which way a figure is computed again: the first word of its key says it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from saas.reports import recount, reprice, rescore, resort, resum
from saas.reports.ground import Ground, ground
from saas.reports.keys import key, parts
from saas.reports.marks import SUB_BARS
from saas.reports.rescore import Again, Line
from saas.reports.systems import UNSORTED
from saas.scores.scheme import COMPONENTS
from saas.values import ONE, half_up
from saas.words import N_

Rest = list[str]
Way = Callable[[Ground, Rest], Awaitable[Again]]
ROUNDED, ONCE = N_("那一期的得分，取整到显示的位数"), N_("一次更正算一次")


async def of(at: Ground, name: str) -> Again:
    """A figure of the quarter by its key. LookupError where it has nothing to come from."""
    head, *rest = parts(name)
    if head in COMPONENTS:
        return await _step(at, at.q.cycle.id, "/".join([head, *rest]))
    return await WAYS[head](at, rest)


async def _score(at: Ground, _: Rest) -> Again:
    return await _step(at, at.q.cycle.id, "score")


async def _change(at: Ground, rest: Rest) -> Again:
    name, since = "/".join(rest) or "score", at.q.bridge.since if at.q.bridge else None
    if since is None:
        raise LookupError(name)
    now, before = await _step(at, at.q.cycle.id, name), await _step(at, since.id, name)
    own = key(*name.split("/"))
    return rescore.difference(now, before, (at.q.cycle.name, since.name), (own, f"{key(since.code)}:{key(at.q.code)}:{own}"))


async def _step(at: Ground, cycle: UUID, name: str) -> Again:
    return rescore.of_step(*await at.steps(cycle), name)


async def _bridge(at: Ground, rest: Rest) -> Again:
    if "bridge" not in at.memo:
        at.memo["bridge"] = rescore.bridged(await at.before(), at.sheet, str(at.q.unit))
    if rest == ["rest"] and at.q.bridge:
        return rescore.of_rest(at.memo["bridge"], [each.key for each in at.q.bridge.points[:SUB_BARS]], at.names)
    return rescore.of_bridge(at.memo["bridge"], "/".join(rest), at.names)


async def _gap(at: Ground, rest: Rest) -> Again:
    if rest[2] == "found":
        return await recount.found(at.q, {"list": rest[0], "point": rest[1]})
    return rescore.of_gap(at.sheet, str(at.q.unit), (rest[0], rest[1]), rest[2], at.names)


async def _count(at: Ground, rest: Rest) -> Again:
    return rescore.of_counts(at.sheet, str(at.q.unit), rest[0], at.names)


async def _rate(at: Ground, rest: Rest) -> Again:
    return rescore.of_rate(at.sheet, str(at.q.unit), rest[0], at.names)


async def _system(at: Ground, rest: Rest) -> Again:
    """One of a system's figures, its points sorted anew."""
    code, name = rest
    known, unit = await at.sorted(at.q.cycle.id), str(at.q.unit)
    if name == "found":
        return await recount.found(at.q, {}, among=lambda point: known.points.get(point, UNSORTED) == code)
    if name != "change":
        return resort.of_system(at.sheet, unit, code, name, known.points, at.names)
    before = await at.before()
    since = at.q.bridge.since if at.q.bridge else at.q.cycle
    now = resort.of_system(at.sheet, unit, code, "score", known.points, at.names)
    was = resort.of_system(before, unit, code, "score", (await at.sorted(since.id)).points, at.names)
    own = key("system", code, "score")
    return rescore.difference(now, was, (at.q.cycle.name, since.name), (own, f"{key(since.code)}:{key(at.q.code)}:{own}"))


async def _peer(at: Ground, rest: Rest) -> Again:
    return await reprice.peer(at.q, at.sheet, rest[0], rest[1])


async def _gaps(at: Ground, _: Rest) -> Again:
    return await resum.gaps(at.q, _asking(at))


async def _systems(at: Ground, _: Rest) -> Again:
    return await resum.systems(at.q, _asking(at))


def _asking(at: Ground) -> resum.Ask:
    async def ask(name: str) -> Decimal | None:
        return (await of(at, name)).value

    return ask


async def _units(at: Ground, rest: Rest) -> Again:
    return resum.units(at.q, rest[0])


async def _limit(at: Ground, rest: Rest) -> Again:
    *lists, name = rest
    return await resum.week_limits(at.q, lists[0] if lists else None, name)


async def _share(at: Ground, rest: Rest) -> Again:
    return await resum.part(at.q, (rest[0], rest[1]), down_to=False)


async def _so_far(at: Ground, rest: Rest) -> Again:
    return await resum.part(at.q, (rest[0], rest[1]), down_to=True)


async def _past(at: Ground, rest: Rest) -> Again:
    """The score of an earlier cycle, from its own frozen sheet."""
    found = await ground(rest[0], at.q.code, at.leads)
    if found is None:
        raise LookupError(rest[0])
    value = (await _score(found, [])).value
    line = Line(found.q.cycle.name, value, key=f"{key(rest[0])}:{key(at.q.code)}:score")
    return Again(None if value is None else half_up(value, found.q.places), ROUNDED, (line,))


async def _restated(at: Ground, rest: Rest) -> Again:
    if rest:
        return await reprice.before(at.q, int(rest[0]))
    return rescore.summed(ONCE, [(each.post, ONE, None) for each in at.q.restated])


async def _judged(at: Ground, rest: Rest) -> Again:
    return await recount.side(at.q, "judged", rest[0])


async def _planned(at: Ground, rest: Rest) -> Again:
    return await recount.side(at.q, "planned", rest[0])


async def _week(at: Ground, rest: Rest) -> Again:
    return await recount.week_of(at.q, "week", date.fromisoformat(rest[-1]), rest[0] if len(rest) > 1 else None)


async def _opened(at: Ground, rest: Rest) -> Again:
    return await recount.week_of(at.q, "opened", date.fromisoformat(rest[0]))


async def _ended(at: Ground, rest: Rest) -> Again:
    return await recount.week_of(at.q, "ended", date.fromisoformat(rest[0]))


async def _severity(at: Ground, rest: Rest) -> Again:
    return await recount.found(at.q, {"severity": rest[0]})


async def _fault(at: Ground, rest: Rest) -> Again:
    if rest:
        return await recount.found(at.q, {"list": rest[0], "point": rest[1]})
    return await recount.found(at.q, {}, [(each.list, each.point) for each in at.q.findings.faults])


WAYS: dict[str, Way] = {
    "score": _score, "change": _change, "step": _bridge, "move": _bridge, "gap": _gap, "count": _count, "rate": _rate,
    "system": _system, "systems": _systems, "peer": _peer, "gaps": _gaps, "units": _units, "limit": _limit, "weeks": _limit,
    "share": _share, "sofar": _so_far, "past": _past, "restated": _restated, "judged": _judged, "planned": _planned,
    "week": _week, "opened": _opened, "ended": _ended, "severity": _severity, "fault": _fault,
}  # fmt: skip
