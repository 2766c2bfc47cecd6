"""A timetable: who does a list when. From it come the slots that are laid over posts and objects. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Literal
from uuid import UUID

import msgspec

from saas.calendar import WEEK, Pattern


class Window(msgspec.Struct, frozen=True):
    """One time of the day, local; it ends on the next day where it closes no later than it opens.

    With `shift` the times are those of the company's shift of this code, and these where there is none such.
    """

    opens: time
    closes: time
    shift: str = ""


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """`kind` tells which of the fields count. Done by `posts` and by every post with one of `titles` below `unit`;
    with `thing` (a kind of object) the nearest of them up the line does it once for each object. `share`: each of
    them does it, they take turns, or any one is enough. Objects may be narrowed to those of a `segment`, in a `stage`, on a
    `territory`, with a `value` of an `attribute`.

    What waits for an event: `within` minutes from it it should be done. `on` names what calls it up by itself ("": by hand),
    with the object of the event, if it is one of those; then the posts nearest to where it happened do it. `severity`: the
    least grave finding that counts; `process`: whose runs.
    """

    kind: Literal["week", "month", "rotation", "event"] = "week"
    weekdays: tuple[int, ...] = WEEK
    every_weeks: int = 1
    workdays_only: bool = False
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()
    late_minutes: int = 0
    titles: tuple[str, ...] = ()
    posts: tuple[UUID, ...] = ()
    unit: UUID | None = None
    share: Literal["each", "turn", "any"] = "each"
    thing: UUID | None = None
    attribute: str = ""
    value: str = ""
    segment: str = ""
    stage: str = ""
    territory: UUID | None = None
    route: bool = False
    rotation: UUID | None = None
    event: dict[str, str] = {}
    on: Literal["", "object_added", "object_stage", "object_retired", "finding_opened", "run_started", "run_done"] = ""
    severity: Literal["", "minor", "major", "veto"] = ""
    process: UUID | None = None
    within: int = 240
    reviewer: str = ""

    @property
    def pattern(self) -> Pattern:
        if self.kind == "month":
            return Pattern(month_days=self.month_days, months=self.months, workdays_only=self.workdays_only)
        return Pattern(weekdays=self.weekdays, workdays_only=self.workdays_only, every_weeks=self.every_weeks)


class Rotation(msgspec.Struct, frozen=True):
    """The shift of the first of `crews` on each day from the anchor on, '' for off."""

    anchor: date
    turns: tuple[str, ...]
    crews: int


Times = Mapping[str, tuple[time, time]]


def slots(timetable: UUID, plan: Plan, anchor: date, times: Times, rotation: Rotation | None = None) -> list[dict[str, Any]]:
    """One slot a window, for a rotation one a crew and shift: the columns of `schedules`, and whom it is laid over."""
    if plan.kind == "rotation":
        return _rounds(timetable, plan, times, rotation) if rotation else []
    pattern = msgspec.structs.replace(plan.pattern, anchor=anchor if plan.every_weeks > 1 else None)
    if plan.kind == "event":
        # Which object it is about, and whose it is, is told by what happens.
        open_ = {"called": True, "thing": None} | ({"unit": None} if plan.on else {})
        return [_slot(timetable, plan, pattern, Window(time(0), time(0)), plan.posts, plan.titles) | open_]
    windows = [_timed(window, times) for window in plan.windows]
    return [_slot(timetable, plan, pattern, window, plan.posts, plan.titles) for window in windows]


def _timed(window: Window, times: Times) -> Window:
    opens, closes = times.get(window.shift, (window.opens, window.closes))
    return Window(opens, closes, window.shift)


def _rounds(timetable: UUID, plan: Plan, times: Times, rotation: Rotation) -> list[dict[str, Any]]:
    """Team n does on a day what the first does n parts of the round earlier."""
    found = []
    length = len(rotation.turns)
    for crew, post in enumerate(plan.posts[: rotation.crews]):
        for shift in dict.fromkeys(code for code in rotation.turns if code in times):
            days = {(n + crew * length // rotation.crews) % length for n, code in enumerate(rotation.turns) if code == shift}
            pattern = Pattern(anchor=rotation.anchor, cycle_days=length, cycle_on=tuple(sorted(days)))
            found.append(_slot(timetable, plan, pattern, Window(*times[shift], shift), (post,), ()))
    return found


def _slot(
    timetable: UUID, plan: Plan, pattern: Pattern, window: Window, posts: Sequence[UUID], titles: Sequence[str]
) -> dict[str, Any]:
    return msgspec.to_builtins(pattern) | {
        "timetable_id": str(timetable), "shift": window.shift, "opens_at": window.opens.isoformat(),
        "closes_at": window.closes.isoformat(), "late_minutes": plan.late_minutes, "reviewer": plan.reviewer, "called": False,
        "posts": [str(post) for post in posts], "titles": list(titles), "unit": plan.unit and str(plan.unit),
        "thing": plan.thing and str(plan.thing), "attribute": plan.attribute or None, "value": plan.value, "route": plan.route,
        "segment": plan.segment or None, "stage": plan.stage or None, "territory": plan.territory and str(plan.territory),
    }  # fmt: skip
