"""The programme in time: what lies behind and what comes, day by day. Stages to come are laid end to end by their weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from saas.rollout.page_reads import Calendar
from saas.rollout.reads import Decision, Programme, Stage

Kind = Literal["stage", "gate", "cycle", "standard", "training", "meeting", "other"]


@dataclass(frozen=True)
class Entry:
    """Something on the calendar, from `day` to `until`; `planned`: by the weeks of the stages, nobody decided it yet."""

    day: date
    kind: Kind
    until: date | None = None
    planned: bool = False
    stage: Stage | None = None
    decision: Decision | None = None
    thing: object = None
    id: UUID | None = None


def course(programme: Programme, calendar: Calendar, today: date) -> list[Entry]:
    """Everything in the order of its days."""
    found = [*_stages(programme, today), *_gates(programme.stages)]
    found += [Entry(one.first, "cycle", one.last, thing=one) for one in calendar.cycles]
    found += [Entry(one.day, "standard", thing=one) for one in calendar.standards]
    found += [Entry(one.day, one.kind, thing=one, id=one.id) for one in calendar.dates]  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (one.day, one.kind))


def _stages(programme: Programme, today: date) -> list[Entry]:
    """What runs, from the day it opened; what waits, planned from the end of the one before it."""
    found, at = [], max(today, programme.begun.from_date) if programme.begun else today
    for one in programme.stages:
        weeks = timedelta(days=int(one.weeks * 7)) if one.weeks else None
        if one.opened_on:
            ends = one.passed_on or (max(one.opened_on + weeks, today) if weeks else None)
            found.append(Entry(one.opened_on, "stage", ends, planned=False, stage=one))
            at = max(ends or at, at) if one.state == "open" else at
        elif one.state == "waiting" and programme.begun:
            found.append(Entry(at, "stage", at + weeks if weeks else None, planned=True, stage=one))
            at = at + weeks if weeks else at
    return found


def _gates(stages: Sequence[Stage]) -> list[Entry]:
    return [Entry(told.day, "gate", stage=one, decision=told) for one in stages for told in one.decisions]
