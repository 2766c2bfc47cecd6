"""From what the statements brought to the quarter: names beside figures, no score is computed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from saas.benchmarks.told import peers_told
from saas.reports.figures import (
    Fault,
    Findings,
    Flow,
    GapLine,
    ListLine,
    MeasureLine,
    Measures,
    Quarter,
    Restated,
    UnitLine,
    Week,
)
from saas.reports.frozen import Frozen, Known
from saas.reports.lines import SystemLine
from saas.reports.marks import Bridge, Component, Counts, CycleRef, Mark, Move, Past, Text
from saas.reports.systems import UNSORTED
from saas.rollout.told import GatesTold
from saas.scores.scheme import COMPONENTS
from saas.scores.told import Told, bridge_of, told_of
from saas.values import EXACT, half_up

FAULTS = 8
MOVES = 3
MOST_UNITS, LOWER = 50, 2
WEEK = timedelta(days=7)
ELSE = {"zh": "没有对应的标准", "en": "No standard behind it"}
Json = dict[str, Any]


def named_points(frame: Json, frozen: Frozen) -> list[str]:
    """Points whose texts the quarter prints: those of the gaps and the largest moves."""
    told = bridge_of(frame["bridge"])
    moves = [part.key for part in told.points[:MOVES]] if told else []
    return sorted({*moves, *(f"{gap.list}/{gap.point}" for gap in frozen.gaps)})


def named_posts(frozen: Frozen) -> list[UUID]:
    """Posts whose names the quarter prints: those that answer for the gaps."""
    return [UUID(gap.owner_post) for gap in frozen.gaps]


def build(frame: Json, known: Known, facts: Json, past: Known | None) -> Quarter:
    """The quarter of the unit that the frame is about; past: the cycle that it is held against."""
    told, frozen = told_of(frame["trace"]), known.units
    own = frozen[frame["unit"]]
    before = told_of(frame["since"]["trace"]) if frame["since"] else None
    first, last = date.fromisoformat(frame["first"]), date.fromisoformat(frame["last"])
    weeks = _weeks(facts["weeks"], first, last)
    found = {(list_, point): n for list_, point, n in facts["faults"]}
    return Quarter(
        company=frame["company"], zone=frame["zone"], cycle=_cycle(frame["cycle"]), first=first, last=last,
        closed_at=datetime.fromisoformat(frame["closed_at"]), reason=frame["reason"], scheme=frame["scheme"],
        places=_places(frame), unit=UUID(frame["unit"]), whole=frame["whole"], name=frame["name"],
        path=tuple((UUID(id_), name) for id_, name in frame["path"]),
        mark=_mark(frame["score"], frame["grades"]),
        bridge=_bridge(frame, facts["points"]), no_bridge=(frame["bridge"] or {}).get("reason"),
        history=tuple(Past(_cycle(each), _decimal(each["shown"])) for each in frame["past"]),
        components=tuple(_components(told, before)), counts=own.counts,
        units=_units(frame["units"], frame, frozen),
        lists=tuple(_lists(told, before, facts, first, last)), weeks=weeks,
        gaps=tuple(_gap(each, facts, found) for each in own.gaps),
        judged=_measures("judged", facts), planned=_measures("planned", facts),
        findings=_findings(facts, first, last),
        restated=tuple(msgspec.convert(frame["restated"], list[Restated], strict=False)),
        running=_cycle(frame["running"]) if frame["running"] else None,
        slug=frame["slug"], code=frame["code"], gates=msgspec.convert(facts["rollout"], GatesTold, strict=False),
        peers=peers_told(facts["peers"], frame["unit"]),
        systems=tuple(_systems(frame["unit"], known, past, found)),
        silent=tuple(name for code, name in known.systems.names.items() if code not in {each.code for each in own.systems}),
    )  # fmt: skip


def _cycle(row: Json) -> CycleRef:
    return CycleRef(UUID(row["id"]), row["code"], row["name"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _mark(row: Json, grades: list[Json]) -> Mark:
    names = {each["key"]: each.get("name") or {"zh": each["key"]} for each in grades or ()}
    grade = row["grade"]
    return Mark(
        UUID(row["id"]), _decimal(row["figure"]), _decimal(row["shown"]), names.get(grade) if grade else None
    )


def _bridge(frame: Json, texts: Mapping[str, Text]) -> Bridge | None:
    told = bridge_of(frame["bridge"])
    if told is None or told.before is None or told.after is None or told.change is None or not frame["since"]:
        return None
    return Bridge(
        _cycle(frame["since"]), told.before, told.after, told.change,
        tuple(Move(part.key, part.value) for part in told.parts),
        tuple(Move(each.key, each.value, texts.get(each.key)) for each in told.points),
        _places(frame),
    )  # fmt: skip


def _components(told: Told, before: Told | None) -> Iterator[Component]:
    for key in COMPONENTS:
        value = told.value(key)
        if value is not None:
            yield Component(key, value, before.value(key) if before else None)


def _units(rows: list[Json], frame: Json, frozen: Mapping[str, Frozen]) -> tuple[UnitLine, ...]:
    """Two levels below; only the upper one where both would be too many for a page."""
    if len(rows) > MOST_UNITS:
        rows = [row for row in rows if row["level"] < LOWER]
    return tuple(_unit(row, frame, frozen) for row in rows)


def _unit(row: Json, frame: Json, frozen: Mapping[str, Frozen]) -> UnitLine:
    mark, known = _mark(row | {"id": row["score"]}, frame["grades"]), frozen.get(row["id"])
    before = _decimal(row["before"]) if row["change"] else None
    was = None if before is None else half_up(before, _places(frame))
    return UnitLine(
        UUID(row["id"]), row["name"], max(1, row["level"]), mark, was,
        mark.shown - was if was is not None and mark.shown is not None else None,
        _decimal(row["checks"]), _decimal(row["coverage"]), known.counts if known else Counts(), row["code"],
        tuple((each.code, each.value) for each in known.systems if each.value is not None) if known else (),
    )  # fmt: skip


def _systems(
    unit: str, known: Known, past: Known | None, found: Mapping[tuple[str, str], int]
) -> Iterator[SystemLine]:
    """Those with answers, in the order of the standard; points that check no detail come last."""
    own = {each.code: each for each in known.units[unit].systems}
    before = {each.code: each.value for each in past.units[unit].systems} if past and unit in past.units else {}
    order = [*(code for code in known.systems.names if code in own), *([UNSORTED] if UNSORTED in own else [])]
    for code in order:
        one = own[code]
        times = sum(n for at, n in found.items() if known.systems.points.get(at, UNSORTED) == code)
        if one.value is not None:
            name = known.systems.names.get(code, ELSE)
            yield SystemLine(code, name, one.value, before.get(code), one.loss, one.answers, times)


def _places(frame: Json) -> int:
    return int(frame["places"] or 2)


def _lists(told: Told, before: Told | None, facts: Json, first: date, last: date) -> Iterator[ListLine]:
    for code in sorted(told.lists):
        value = told.value(f"checks/{code}")
        if value is not None:
            weeks = _weeks([row for row in facts["weeks"] if row[1] == code], first, last)
            was = before.value(f"checks/{code}") if before else None
            yield ListLine(code, facts["lists"].get(code, {"zh": code}), told.lists[code], value, was, weeks)


def _weeks(rows: list[list[Any]], first: date, last: date) -> tuple[Week, ...]:
    """Every week of the cycle in order; weeks without a scored check stay in as gaps."""
    sums: dict[date, tuple[int, Decimal]] = {}
    for monday, _, checks, total in rows:
        day = date.fromisoformat(monday)
        was = sums.get(day, (0, Decimal(0)))
        sums[day] = was[0] + checks, EXACT.add(was[1], Decimal(total))
    return tuple(_week(monday, *sums.get(monday, (0, Decimal(0)))) for monday in _mondays(first, last))


def _week(monday: date, checks: int, total: Decimal) -> Week:
    return Week(
        monday, EXACT.divide(total, Decimal(checks)).quantize(Decimal("1E-12")) if checks else None, checks
    )


def _mondays(first: date, last: date) -> list[date]:
    start = first - timedelta(days=first.weekday())
    return [start + n * WEEK for n in range((last - start).days // 7 + 1)]


def _gap(gap: Any, facts: Json, found: Mapping[tuple[str, str], int]) -> GapLine:
    text = _text(facts, f"{gap.list}/{gap.point}", gap.point)
    return GapLine(
        gap.list, gap.point, text, gap.loss, gap.pass_share, gap.applied, gap.from_veto,
        found.get((gap.list, gap.point), 0), facts["posts"].get(gap.owner_post, {"zh": "—"}),
    )  # fmt: skip


def _measures(side: str, facts: Json) -> Measures:
    rows = [
        each | {"money": [one for one in facts["money"] if one["measure"] == each["id"]] if side == "judged" else [],
                "point": _text(facts, f"{each['list_code']}/{each['point_code']}", each["point_code"])}
        for each in facts["measures"]
        if each["side"] == side
    ]
    tally = {word: n for where, word, n in facts["tally"] if where == side}
    return Measures(tuple(msgspec.convert(rows, list[MeasureLine], strict=False)), tally)


def _text(facts: Json, key: str, code: str) -> Text:
    """The text of a point; its code where the list no longer has it."""
    text: Text = facts["points"].get(key, {"zh": code})
    return text


def _findings(facts: Json, first: date, last: date) -> Findings:
    faults = [
        Fault(list_, point, _text(facts, f"{list_}/{point}", point), n) for list_, point, n in facts["faults"]
    ]
    flow = {date.fromisoformat(monday): (opened, closed) for monday, opened, closed in facts["flow"]}
    return Findings(
        facts["severity"], tuple(faults[:FAULTS]), sum(each.count for each in faults[FAULTS:]),
        tuple(Flow(monday, *flow.get(monday, (0, 0))) for monday in _mondays(first, last)),
    )  # fmt: skip
