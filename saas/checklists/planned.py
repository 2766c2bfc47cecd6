"""The form of a timetable: what is typed as a plan, and a plan as the fields of its form. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from saas.calendar import FIRST_WORKDAY, LAST_DAY, LAST_WORKDAY
from saas.checks.timetable import Plan, Window
from saas.refusals import Problem
from saas.values import whole
from saas.words import N_

KINDS = ("week", "month", "rotation", "event")
SHARES = ("each", "turn", "any")
EVENTS = ("", "object_added", "object_stage", "object_retired", "finding_opened", "run_started", "run_done")
SEVERITIES = ("", "minor", "major", "veto")
NAMED_DAYS = {"first_workday": FIRST_WORKDAY, "last_workday": LAST_WORKDAY, "last_day": LAST_DAY}
WINDOWS_MOST, TITLES_MOST, POSTS_MOST = 4, 3, 8
LATE_MOST, WEEKS_MOST, WITHIN_MOST = 1440, 52, 10_080
DAYS_OF_MONTH = range(1, 32)
MONTHS = frozenset({"", "3,6,9,12", "1,4,7,10", "2,5,8,11", "6,12", "1,7", *(str(n) for n in range(1, 13))})


@dataclass(frozen=True)
class Parts:
    """What one kind of objects is divided by: the codes of its attributes, segments and stages."""

    attributes: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What a form may name, by its code: units, posts, job titles, kinds of objects with what divides them, territories with
    the kinds that lie in them, processes, shifts, rotations with their crews.
    """

    units: Mapping[str, UUID]
    posts: Mapping[str, UUID]
    titles: Sequence[str]
    things: Mapping[str, UUID]
    parts: Mapping[str, Parts]
    territories: Mapping[str, tuple[UUID, Sequence[str]]]
    processes: Mapping[str, UUID]
    shifts: Mapping[str, tuple[time, time]]
    rotations: Mapping[str, tuple[UUID, int]]


@dataclass
class Reading:
    """A form being read; what cannot be taken is collected."""

    given: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, message: str, **params: Any) -> None:
        self.problems.append(Problem(name, message, params))

    def count(self, name: str, least: int, most: int, usual: int) -> int:
        text = self.given.get(name, "")
        if not text:
            return usual
        said = whole(text, len(str(most)))
        if said is not None and least <= said <= most:
            return said
        self.wrong(name, N_("请填 %(least)s 到 %(most)s 之间的整数。"), least=least, most=most)
        return usual


def plan_from(given: Mapping[str, str], known: Known) -> tuple[Plan, list[Problem]]:
    """The plan as far as it can be read, with everything that is wrong."""
    form = Reading(given)
    kind = given.get("kind", "week")
    kind = kind if kind in KINDS else "week"
    who = _who(form, known, kind)
    when: dict[str, Any] = {"week": _week, "month": _month, "rotation": _rotation, "event": _event}[kind](form, known)
    if kind in ("week", "month"):
        when["windows"] = _windows(form, known)
    late = form.count("late_minutes", 0, LATE_MOST, 0)
    return Plan(kind=kind, late_minutes=late, **who, **when), form.problems  # type: ignore[arg-type]


def _who(form: Reading, known: Known, kind: str) -> dict[str, Any]:
    given = form.given
    titles = tuple(dict.fromkeys(t for n in range(1, TITLES_MOST + 1) if (t := given.get(f"title{n}", "")) in known.titles))
    nobody = N_("没有这个岗位，请从提示中选择。")
    posts = tuple(dict.fromkeys(_coded(form, f"post{n}", known.posts, nobody) for n in _posts(given)))
    found = {"titles": () if kind == "rotation" else titles, "posts": tuple(post for post in posts if post)}
    if not any(found.values()):
        form.wrong("post1" if kind == "rotation" else "title1", N_("请选择由谁来做。"))
    share = given.get("share", "each")
    unit = _coded(form, "unit", known.units, N_("没有这个单元，请从提示中选择。")) if given.get("unit") else None
    return found | (_things(form, known, kind) if kind != "rotation" else {}) | {
        "unit": unit, "reviewer": given.get("reviewer", ""),
        "share": share if share in SHARES and kind != "rotation" and (kind == "event" or not given.get("thing")) else "each",
    }  # fmt: skip


def _things(form: Reading, known: Known, kind: str) -> dict[str, Any]:
    """Each object of a kind, or some of them; what waits for an event may be about any kind."""
    given = form.given
    if not given.get("thing"):
        return {}
    thing = _coded(form, "thing", known.things, N_("没有这种管理对象。"))
    code = given["thing"].split(" ", 1)[0]
    parts = known.parts.get(code, Parts())
    found = {name: given.get(name, "") for name in ("attribute", "segment", "stage")}
    for name, has in (("attribute", parts.attributes), ("segment", parts.segments), ("stage", parts.stages)):
        if found[name] and found[name] not in has:
            form.wrong(name, N_("这种管理对象没有它，请重新选择。"))
    if found["attribute"] and not given.get("value"):
        form.wrong("value", N_("请填写是哪个值。"))
    territory, kinds = known.territories.get(given.get("territory", "").split(" ", 1)[0], (None, ()))
    if given.get("territory") and code not in kinds:
        form.wrong("territory", N_("没有这块区域，或它不管这种对象。"))
    value = given.get("value", "") if found["attribute"] else ""
    route = bool(given.get("route")) and kind != "event"
    return {**found, "thing": thing, "value": value, "territory": territory, "route": route}


def _posts(given: Mapping[str, str]) -> list[int]:
    return [n for n in range(1, POSTS_MOST + 1) if given.get(f"post{n}")]


def _coded(form: Reading, name: str, known: Mapping[str, UUID], message: str) -> UUID | None:
    """By the code that stands first; a proposed choice has the name behind it."""
    found = known.get(form.given[name].split(" ", 1)[0])
    if found is None:
        form.wrong(name, message)
    return found


def _week(form: Reading, _: Known) -> dict[str, Any]:
    weekdays = tuple(n for n in range(1, 8) if form.given.get(f"d{n}"))
    if not weekdays:
        form.wrong("weekdays", N_("请至少选一天。"))
    every = form.count("every_weeks", 1, WEEKS_MOST, 1)
    return {"weekdays": weekdays or (1,), "every_weeks": every, "workdays_only": bool(form.given.get("workdays_only"))}


def _month(form: Reading, _: Known) -> dict[str, Any]:
    parts = form.given.get("month_days", "").replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    said = [part for part in parts if part]
    plain = [n for part in said if (n := whole(part, 2)) is not None]
    if len(plain) < len(said) or any(n not in DAYS_OF_MONTH for n in plain):
        form.wrong("month_days", N_("请填 1 到 31 的日期，用逗号分开。"))
    named = [n for name, n in NAMED_DAYS.items() if form.given.get(name)]
    if not said and not named:
        form.wrong("month_days", N_("请至少选一天。"))
    months = form.given.get("months", "")
    days = sorted({n for n in plain if n in DAYS_OF_MONTH}) + named
    chosen = tuple(int(n) for n in months.split(",") if n) if months in MONTHS else ()
    return {"month_days": tuple(days) or (1,), "months": chosen, "workdays_only": bool(form.given.get("workdays_only"))}


def _rotation(form: Reading, known: Known) -> dict[str, Any]:
    chosen = known.rotations.get(form.given.get("rotation", ""))
    if chosen is None:
        form.wrong("rotation", N_("请选择轮班。"))
        return {}
    if len(_posts(form.given)) != chosen[1]:
        form.wrong("post1", N_("这种轮班有 %(n)s 个班组，请按顺序填 %(n)s 个岗位。"), n=chosen[1])
    return {"rotation": chosen[0]}


def _event(form: Reading, known: Known) -> dict[str, Any]:
    """By hand it says in words when; by itself it is one of the events that the system knows."""
    given = form.given
    on = given.get("on", "")
    event = {language: given[f"event_{language}"] for language in ("zh", "en") if given.get(f"event_{language}")}
    if on not in EVENTS:
        form.wrong("on", N_("请从列表中选择。"))
        on = ""
    if not event and not on:
        form.wrong("event_zh", N_("请写什么时候要做，例如：新到一车货。"))
    severity = given.get("severity", "") if on == "finding_opened" else ""
    process = None
    if on.startswith("run") and given.get("process"):
        process = _coded(form, "process", known.processes, N_("没有这个流程。"))
    if severity not in SEVERITIES:
        form.wrong("severity", N_("请从列表中选择。"))
        severity = ""
    within = form.count("within", 1, WITHIN_MOST, 240)
    return {"event": event, "on": on, "severity": severity, "process": process, "within": within}


def _windows(form: Reading, known: Known) -> tuple[Window, ...]:
    """The shifts that are ticked, else the times that are typed."""
    found = [Window(*times, code) for code, times in known.shifts.items() if form.given.get(f"shift_{code}")]
    for n in range(1, WINDOWS_MOST + 1):
        opens, closes = form.given.get(f"w{n}_opens", ""), form.given.get(f"w{n}_closes", "")
        if not opens and not closes:
            continue
        try:
            one = Window(time.fromisoformat(opens), time.fromisoformat(closes), f"{n}" if n > 1 else "")
        except ValueError:
            form.wrong(f"w{n}_opens", N_("请填开始和截止的时间，例如 08:00。"))
            continue
        if one.opens == one.closes:
            form.wrong(f"w{n}_opens", N_("开始和截止不能是同一时间。"))
        found.append(one)
    if not found and not form.problems:
        form.wrong("w1_opens", N_("请填开始和截止的时间，例如 08:00。"))
    return tuple(found)


def fields_of(plan: Plan, names: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form; `names`: id → what the form writes for it (the code and the name)."""
    given: dict[str, Any] = {
        "kind": plan.kind, "share": plan.share, "late_minutes": plan.late_minutes, "every_weeks": plan.every_weeks,
        "workdays_only": plan.workdays_only, "months": ",".join(map(str, plan.months)), "within": plan.within,
        "month_days": ", ".join(str(n) for n in plan.month_days if n > 0),
        "attribute": plan.attribute, "value": plan.value, "route": plan.route, "reviewer": plan.reviewer,
        "segment": plan.segment, "stage": plan.stage, "territory": names.get(str(plan.territory)),
        "on": plan.on, "severity": plan.severity, "process": names.get(str(plan.process)),
        "unit": names.get(str(plan.unit)), "thing": names.get(str(plan.thing)), "rotation": names.get(str(plan.rotation)),
    }  # fmt: skip
    given |= {f"d{n}": True for n in plan.weekdays} | {name: True for name, n in NAMED_DAYS.items() if n in plan.month_days}
    given |= {f"title{n}": title for n, title in enumerate(plan.titles, 1)}
    given |= {f"post{n}": names.get(str(post)) for n, post in enumerate(plan.posts, 1)}
    given |= {f"event_{language}": text for language, text in plan.event.items()}
    plain = [window for window in plan.windows if not window.shift or window.shift.isdigit()]
    given |= {f"shift_{w.shift}": True for w in plan.windows if w not in plain}
    for n, window in enumerate(plain, 1):
        given |= {f"w{n}_opens": f"{window.opens:%H:%M}", f"w{n}_closes": f"{window.closes:%H:%M}"}
    return {name: "on" if value is True else str(value) for name, value in given.items() if value not in (None, False, "")}
