"""What a leader wants of a measure, read from a form: every fault at its field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from saas.refusals import Problem, Refused
from saas.values import HUNDRED, ONE, ZERO, NotANumber, as_id, parse_number
from saas.words import N_

LONGEST_TITLE = 200
MOST_HOURS = 400
FIELDS = ("title", "owner", "target", "effort", "due_on", "window_from", "window_to")


@dataclass(frozen=True)
class Wanted:
    """A measure as typed. `target` is a share: 0.95; effort None: as it stands."""

    title: str
    owner: UUID
    target: Decimal
    due_on: date
    window_from: date
    window_to: date
    effort: Decimal | None = None


def wanted(form: Mapping[str, str], *, after: date, baseline: Decimal | None) -> Wanted:
    """Read a form. after: last day of the cycle the plan comes from; baseline: the share to be raised.

    Refused 422 with every faulty field: empty or too long title, no post, a target that is no percentage
    or does
    not lie above the baseline, dates that are none, lie before the cycle's end or in the wrong order.
    """
    faults: list[Problem] = []
    title = form.get("title", "").strip()
    if not title or len(title) > LONGEST_TITLE:
        faults.append(Problem("title", N_("请写明措施，最多 %(most)s 字。"), {"most": LONGEST_TITLE}))
    owner = _uuid(form.get("owner", ""), faults)
    target = _target(form.get("target", ""), baseline, faults)
    effort = _effort(form.get("effort"), faults)
    due_on = _day(form, "due_on", after, faults)
    window_from = _day(form, "window_from", after, faults)
    window_to = _day(form, "window_to", after, faults)
    if window_from and window_to and window_to < window_from:
        faults.append(Problem("window_to", N_("观察期的最后一天不能早于第一天。")))
    if faults or not (owner and target and due_on and window_from and window_to):
        raise Refused.all(faults)
    return Wanted(title, owner, target, due_on, window_from, window_to, effort)


def _uuid(typed: str, faults: list[Problem]) -> UUID | None:
    found = as_id(typed)
    if found is None:
        faults.append(Problem("owner", N_("请选择负责岗位。")))
    return found


def _target(typed: str, baseline: Decimal | None, faults: list[Problem]) -> Decimal | None:
    try:
        share = parse_number(typed, "%") / HUNDRED
    except NotANumber:
        faults.append(Problem("target", N_("目标请写成百分数，例如 95。")))
        return None
    if not (baseline or 0) < share <= ONE:
        faults.append(Problem("target", N_("目标要高于现状，最高 100%。")))
        return None
    return share


def _effort(typed: str | None, faults: list[Problem]) -> Decimal | None:
    if typed is None:
        return None
    try:
        hours = parse_number(typed)
    except NotANumber:
        hours = ZERO
    if not 0 < hours <= MOST_HOURS:
        faults.append(Problem("effort", N_("请填写要花多少小时，最多 %(most)s。"), {"most": MOST_HOURS}))
    return hours


def _day(form: Mapping[str, str], field: str, after: date, faults: list[Problem]) -> date | None:
    try:
        day = date.fromisoformat(form.get(field, ""))
    except ValueError:
        faults.append(Problem(field, N_("请选择日期。")))
        return None
    if day <= after:
        faults.append(Problem(field, N_("请选择本周期结束之后的日期。")))
        return None
    return day
