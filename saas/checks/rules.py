"""Judge one check: every verdict, sections, score and vetoes, or everything that is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from saas.checks.answers import is_asked, read
from saas.checks.points import LEVELS, Level, ListVersion, Point, Section
from saas.checks.reading import SKIPPED, Answer, Problem, Reading, Verdict
from saas.values import HUNDRED, ZERO, exact, quantum

NO_BOOK: Mapping[str, Decimal] = {}


class PointResult(NamedTuple):
    """A judged point. `raw` is what the answer earns by itself, `g` what it earns after veto and levels.

    Both are None where nothing is scored. number, book and difference are kept in the point's uom; `choice` is the
    text of a scan or a range.
    """

    point: str
    verdict: Verdict
    g: Decimal | None
    raw: Decimal | None
    number: Decimal | None
    book: Decimal | None
    difference: Decimal | None
    choice: str | None


@dataclass(frozen=True, slots=True)
class SectionScore:
    """full: weight of the scored points and of those that did not apply; missing: weight of the latter.

    score = 100 × earned ÷ (full − missing), None where nothing applied. level: the highest that holds.
    """

    code: str
    full: Decimal
    missing: Decimal
    earned: Decimal
    score: Decimal | None
    vetoed: bool = False
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged check, or its problems and nothing else. score is None when no point applied."""

    points: tuple[PointResult, ...]
    sections: tuple[SectionScore, ...]
    score: Decimal | None
    vetoes: tuple[str, ...]
    problems: tuple[Problem, ...]


def judge(
    version: ListVersion, answers: Sequence[Answer], book: Mapping[str, Decimal] = NO_BOOK, thing: str | None = None
) -> Judged:
    """Judge the answers of one check by the version it was opened with.

    `book`: point code → ledger figure in the point's uom, for counts; `thing`: code of the object that is due,
    for scans. Every point that is asked needs one answer; problems come back as values, all at once, in the
    order of the list. Rules: domain, "Score of a check".
    """
    given, problems = _sorted_out(version, answers)
    with exact():
        readings = _readings(version, given, book, thing, problems)
        if problems:
            return Judged((), (), None, (), tuple(problems))
        return _judged(version, readings)


def _sorted_out(version: ListVersion, answers: Sequence[Answer]) -> tuple[dict[str, Answer], list[Problem]]:
    """Point code → its answer; strangers and repeats become problems."""
    given: dict[str, Answer] = {}
    problems: list[Problem] = []
    known = version.by_code
    for answer in answers:
        code = answer.get("point") if isinstance(answer, Mapping) else None
        if not isinstance(code, str):
            problems.append(Problem("", "unreadable"))
        elif code not in known:
            problems.append(Problem(code[:40], "unknown_point"))
        elif code in given:
            problems.append(Problem(code, "duplicate"))
        else:
            given[code] = answer
    return given, problems


def _readings(
    version: ListVersion, given: Mapping[str, Answer], book: Mapping[str, Decimal], thing: str | None,
    problems: list[Problem],
) -> list[Reading]:  # fmt: skip
    """One reading per point, in the order of the list; what cannot be read is added to `problems`."""
    readings: list[Reading] = []
    known: dict[str, Reading] = {}  # of the points that follow-ups look at
    for point in version.points:
        reading = _reading(point, given, book, thing, known)
        if isinstance(reading, Problem):
            problems.append(reading)
            reading = SKIPPED
        readings.append(reading)
        if point.code in version.leading:
            known[point.code] = reading
    return readings


def _reading(
    point: Point, given: Mapping[str, Answer], book: Mapping[str, Decimal], thing: str | None, known: Mapping[str, Reading]
) -> Reading | Problem:
    when = point.when
    # The answer decides here, whatever the phone showed: a follow-up that is not asked is not read either.
    if when is not None and not (when.point in known and is_asked(when, given.get(when.point, {}), known[when.point])):
        return SKIPPED
    answer = given.get(point.code)
    if answer is None:
        return Problem(point.code, "unanswered", {"kind": point.kind})
    return read(point, answer, book.get(point.code), thing)


def _judged(version: ListVersion, readings: list[Reading]) -> Judged:
    points = version.points
    vetoes = [
        i for i, (point, reading) in enumerate(zip(points, readings, strict=True)) if point.veto and reading.verdict == "fail"
    ]
    effective = [reading.g for reading in readings]
    sections = tuple(
        _section(version, section, places, readings, effective, set(vetoes)) for section, places in version.by_section
    )
    results = tuple(
        PointResult(point.code, reading.verdict, g, *reading[1:])
        for point, reading, g in zip(points, readings, effective, strict=True)
    )
    return Judged(results, sections, _overall(version, sections), tuple(points[i].code for i in vetoes), ())


def _section(
    version: ListVersion,
    section: Section,
    places: tuple[int, ...],
    readings: list[Reading],
    effective: list[Decimal | None],
    vetoes: set[int],
) -> SectionScore:
    """Score one section and bring veto and levels into `effective`."""
    level = None
    if version.scoring == "levels":
        level = _sink_above_broken(version.points, places, readings, effective)
    vetoed = version.veto == "section" and not vetoes.isdisjoint(places)
    applied = missing = earned = ZERO
    for i in places:
        weight, g = version.points[i].weight, effective[i]
        if g is not None:
            effective[i] = ZERO if vetoed else g
            applied += weight
            earned += ZERO if vetoed else weight * g
        elif readings[i].verdict == "na":
            missing += weight
    score = quantum(HUNDRED * earned / applied) if applied else None
    return SectionScore(section.code, applied + missing, missing, earned, score, vetoed, level)


def _sink_above_broken(
    points: Sequence[Point],
    places: tuple[int, ...],
    readings: list[Reading],
    effective: list[Decimal | None],
) -> Level | None:
    """C→B→A: points above the lowest level that fails earn nothing. Returns the highest level that holds."""
    reached: Level | None = None
    broken = False
    for level in LEVELS:
        mine = [i for i in places if points[i].level == level and readings[i].g is not None]
        if broken:
            for i in mine:
                effective[i] = ZERO
        elif all(readings[i].g == 1 for i in mine):
            reached = level if mine else reached
        else:
            broken = True
    return reached


def _overall(version: ListVersion, sections: tuple[SectionScore, ...]) -> Decimal | None:
    """Sections by weight, over those that have a score."""
    total = weight = ZERO
    for section, scored in zip(version.sections, sections, strict=True):
        if scored.score is not None:
            total += section.weight * scored.score
            weight += section.weight
    return quantum(total / weight) if weight else None
