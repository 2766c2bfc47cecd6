"""The working half of a pack as rows: who answers, objects, lists, schedules, scheme, cycles. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import time
from typing import Any, NamedTuple

from saas.cycles.periods import RHYTHMS, periods
from saas.packs.format import Pack
from saas.packs.lists import Checklist, Point, Schedule
from saas.packs.parts import Assignment, Organisation, Responsibility
from saas.packs.rows import Batch, Birth, ancestors, plain
from saas.packs.told import body, stored_mark

KINDS = ("responsible", "supporting", "reviewing", "informed")
VERSION = "1"  # every list and the standards are born in version 1


class Answer(NamedTuple):
    """A post that answers for a detail in a unit, and how."""

    unit: str
    post: str
    kind: str


class Holders:
    """Posts of a job title as seen from a unit: the nearest up its line is who comes to check there."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self._lines = {unit.code: ancestors(organisation, unit.code) for unit in organisation.units}
        self._posts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for post in organisation.posts:
            self._posts[post.unit, post.job_title].append(post.code)

    def above(self, unit: str, title: str) -> list[str]:
        """Post codes in the nearest unit of the line that has the title."""
        return next((found for at in self._lines[unit] if (found := self._posts.get((at, title)))), [])

    def below(self, unit: str, title: str) -> list[tuple[str, str]]:
        """(unit, post) further down, where the line above has none."""
        inside = [code for code, line in self._lines.items() if unit in line]
        return [(at, post) for at in inside for post in self._posts.get((at, title), ())]


def responsibilities(birth: Birth) -> Iterator[Batch]:
    """One row per post and detail for each unit of the layer; exactly one post is responsible in a unit."""
    holders, ids, given = Holders(birth.pack.organisation), birth.ids, birth.pack.responsibilities
    found = [
        (ids("answer", detail, *answer), detail, ids("unit", answer.unit), ids("post", answer.post), answer.kind)
        for detail, answers in [
            *((rule.detail, answering(holders, rule)) for rule in given.responsibilities),
            *((exact.detail, assigned(exact)) for exact in given.by_post),
        ]
        for answer in answers
    ]
    yield Batch("responsibilities", "id, detail_code, unit_id, post_id, kind", found)


def answering(holders: Holders, rule: Responsibility) -> list[Answer]:
    """What a rule by job title means in each unit of its layer; the first found is the one who is responsible."""
    found: dict[Answer | tuple[str, str], Answer] = {}
    for unit in (u.code for u in holders.organisation.units if u.layer == rule.layer):
        for kind in KINDS:
            for title in _named(rule, kind):
                near = [(unit, post) for post in holders.above(unit, title)]
                for at, post in near or holders.below(unit, title):
                    answer = Answer(at, post, kind)
                    found.setdefault((at, kind) if kind == "responsible" else answer, answer)
    return list(found.values())


def assigned(exact: Assignment) -> list[Answer]:
    """What an assignment by post means."""
    return [Answer(exact.unit, post, kind) for kind in KINDS for post in dict.fromkeys(_named(exact, kind))]


def _named(rule: Responsibility | Assignment, kind: str) -> tuple[str, ...]:
    named = getattr(rule, kind)
    return (named,) if isinstance(named, str) else named or ()


def objects(birth: Birth) -> Iterator[Batch]:
    """Kinds, territories, objects and the book figures of their count points."""
    ids, source = birth.ids, birth.pack.objects
    kinds = [
        (ids("kind", k.code), k.code, plain(k.name), [plain(a) for a in k.attributes], k.exclusive,
         *([body(one) for one in rules] for rules in (k.segments, k.stages, k.overlaps)),
         [{"code": code} | body(play) for code, play in k.plays])
        for k in source.types
    ]  # fmt: skip
    yield Batch("object_kinds", "id, code, name, attributes, exclusive, segments, stages, needs, playbook", kinds)
    grounds = [
        (ids("territory", t.code), t.code, plain(t.name), ids("unit", t.unit), list(t.types), body(t).get("rule", {}))
        for t in source.territories
    ]
    yield Batch("territories", "id, code, name, unit_id, kinds, rule", grounds)
    things = [
        (ids("object", o.code), ids("kind", o.type), ids("unit", o.unit), o.code, plain(o.name),
         o.attributes | ({"at": o.at} if o.at else {}), o.stage, o.stage is not None)
        for o in source.objects
    ]  # fmt: skip
    yield Batch("objects", "id, kind_id, unit_id, code, name, attributes, stage, stage_by_hand", things)
    lies = [
        (ids("ground", o.code), ids("object", o.code), ids("territory", o.territory), birth.first_day, birth.by, birth.now, "")
        for o in source.objects if o.territory
    ]  # fmt: skip
    yield Batch("object_grounds", "id, object_id, territory_id, from_date, moved_by, moved_at, why", lies)
    figures = [(ids("object", o.code), point, figure, birth.now) for o in source.objects for point, figure in o.book.items()]
    yield Batch("ledger_figures", "object_id, point_code, figure, as_of", figures)


def checklists(birth: Birth) -> Iterator[Batch]:
    """Lists in version 1 with their points."""
    ids, source = birth.ids, birth.pack.checklists.checklists
    lists = [(ids("list", c.code), c.code, plain(c.name), n, plain(c.note) if c.note else {}) for n, c in enumerate(source, 1)]
    yield Batch("checklists", "id, code, name, position, note", lists)
    versions = [
        (ids("version", c.code), ids("list", c.code), int(VERSION), c.scoring, [plain(s) for s in c.sections],
         birth.first_day, birth.now, birth.by)
        for c in source
    ]  # fmt: skip
    columns = "id, checklist_id, number, scoring, sections, effective_from, published_at, published_by"
    yield Batch("checklist_versions", columns, versions)
    columns = (
        "id, version_id, code, section, position, text, kind, weight, veto, evidence, uom, limits, options, "
        "detail_code, mark, judge"
    )
    points = [_point(birth, c, p, n) for c in source for n, p in enumerate(c.points, 1)]
    yield Batch("points", columns, points)


def _point(birth: Birth, checklist: Checklist, point: Point, position: int) -> tuple[Any, ...]:
    mark = stored_mark(point.mark or checklist.mark) | ({"reason": plain(point.reason)} if point.reason else {})
    limits = plain(point.limits) if point.limits else None
    return (
        birth.ids("point", point.code), birth.ids("version", checklist.code), point.code, point.section, position,
        plain(point.text), point.kind, point.weight, point.veto, point.evidence, point.uom, limits,
        [plain(o) for o in point.options] or None, point.detail, mark, _judge(point),
    )  # fmt: skip


def _judge(point: Point) -> dict[str, Any]:
    """What a point is judged by beyond limits and options, in the words of saas/checks/points.py."""
    given = {
        "attribute": point.attribute,
        "level": point.level,
        "when": body(point.when) if point.when else None,
        "evidence": body(point.evidence_by) if point.evidence_by else None,
    }
    return {key: value for key, value in given.items() if value}


def schedules(birth: Birth) -> Iterator[Batch]:
    """One row per doer, shift and, where a list is done object by object, object.

    What an event asks for has none; for some of the objects they are written from its timetable, once segments are known.
    """
    holders = Holders(birth.pack.organisation)
    plans = [(c.code, c.schedule) for c in birth.pack.checklists.checklists if c.schedule and not c.schedule.only]
    rows = [row for code, plan in plans for row in _schedule(birth, code, plan, holders)]
    columns = (
        "id, checklist_id, post_id, object_id, weekdays, month_days, workdays_only, opens_at, closes_at, late_minutes, "
        "from_date, shift, reviewer"
    )
    yield Batch("schedules", columns, rows)


def _schedule(birth: Birth, code: str, plan: Schedule, holders: Holders) -> Iterator[tuple[Any, ...]]:
    ids = birth.ids
    for post, thing, days in _doers(birth.pack, plan, holders):
        for shift, opens, closes in windows(birth.pack, plan):
            yield (
                ids("schedule", code, post, thing or "", shift), ids("list", code), ids("post", post),
                ids("object", thing) if thing else None, list(days or plan.weekdays), list(plan.month_days),
                plan.workdays_only, time.fromisoformat(opens), time.fromisoformat(closes), plan.late_minutes,
                birth.first_day, shift, plan.reviewer,
            )  # fmt: skip


def windows(pack: Pack, plan: Schedule) -> list[tuple[str, str, str]]:
    """(shift, opens, closes) of each time of the day at which the list is done."""
    if plan.opens and plan.closes:
        return [("", plan.opens, plan.closes)]
    return [(s.code, s.opens, s.closes) for s in pack.organisation.shifts if s.code in plan.shifts]


def _doers(pack: Pack, plan: Schedule, holders: Holders) -> Iterator[tuple[str, str | None, tuple[int, ...]]]:
    if plan.each == "post":
        yield from ((p.code, None, ()) for p in pack.organisation.posts if p.job_title == plan.job_title)
    for thing in pack.objects.objects:
        if thing.type == plan.each:
            yield holders.above(thing.unit, plan.job_title)[0], thing.code, thing.days


def scheme_and_cycles(birth: Birth, seed: int) -> Iterator[Batch]:
    """The scheme, with the rules of the cycles beside it, their rhythm, and the open cycles from the first day to today."""
    pack, scheme = birth.pack, birth.ids("scheme", VERSION)
    given, rhythm = pack.cycles, birth.ids("rhythm", pack.cycles.every)
    rules = plain(pack.scheme) | {"cycles": plain(pack.cycles)}
    yield Batch("schemes", "id, number, name, body, created_at", [(scheme, birth.number, rules.pop("name"), rules, birth.now)])
    yield Batch("rhythms", "id, every, name, code, title, sample_percent", [
        (rhythm, given.every, RHYTHMS[given.every], given.code, plain(given.name), given.sample_percent),
    ])  # fmt: skip
    rows = [
        (birth.ids("cycle", p.code), rhythm, p.code, p.name, p.first, p.last, scheme, seed + n, given.sample_percent)
        for n, p in enumerate(periods(rules["cycles"], birth.first_day, birth.today))
    ]
    yield Batch("cycles", "id, rhythm_id, code, name, from_date, to_date, scheme_id, seed, sample_percent", rows)


def library(birth: Birth) -> Iterator[Batch]:
    """What to do when a point fails again and again: one row a measure and point."""
    rows = [
        (birth.ids("measure", m.code, p), m.code, p, plain(m.problem), plain(m.text), list(m.moves))
        for m in birth.pack.measures.measures
        for p in m.points
    ]
    yield Batch("measure_library", "id, code, point_code, problem, title, moves", rows)
