"""What a timetable means, in one plain sentence of the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from saas.calendar import FIRST_WORKDAY, LAST_DAY, LAST_WORKDAY, WEEK
from saas.checks.timetable import Plan, Window
from saas.words import N_, say, translator

Say = Callable[..., str]
Name = Callable[[object], str]
DAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
NAMED = {FIRST_WORKDAY: N_("第一个工作日"), LAST_WORKDAY: N_("最后一个工作日"), LAST_DAY: N_("最后一天")}
QUARTERS = {
    (3, 6, 9, 12): N_("每季度最后一个月的%(days)s"), (1, 4, 7, 10): N_("每季度第一个月的%(days)s"),
    (2, 5, 8, 11): N_("每季度第二个月的%(days)s"), (6, 12): N_("6 月和 12 月的%(days)s"), (1, 7): N_("1 月和 7 月的%(days)s"),
}  # fmt: skip
SHARES = {"turn": N_("%(who)s轮流"), "any": N_("%(who)s中的任何一个")}
EVENTS = {
    "object_added": N_("新登记%(thing)s"), "object_stage": N_("%(thing)s进入新的阶段"), "object_retired": N_("%(thing)s停用"),
    "finding_opened": N_("发现问题"), "run_started": N_("流程开始一单"), "run_done": N_("流程完成一单"),
}  # fmt: skip
GRAVE = {"minor": N_("发现问题"), "major": N_("发现较重的问题"), "veto": N_("发现一票否决的问题")}
RUNS = {"run_started": N_("流程“%(process)s”开始一单"), "run_done": N_("流程“%(process)s”完成一单")}
WORKWEEK = {1, 2, 3, 4, 5}
HOUR = 60


def told(plan: Plan, names: Mapping[str, tuple[str, Mapping[str, str]]], locale: str) -> str:
    """`names`: id or code → (code, name) of what the plan names."""
    _ = translator(locale)

    def name(key: object) -> str:
        found = names.get(str(key))
        return say(found[1], locale=locale) if found else str(key).rsplit(" ", 1)[-1]

    who = _who(plan, name, _)
    if plan.kind == "event":
        event = _event(plan, name, _) if plan.on else say(plan.event, locale=locale)
        begin = _("%(event)s时，%(time)s内由%(who)s做", event=event, time=_span(plan.within, _), who=who)
    elif plan.kind == "rotation":
        begin = _("按“%(rotation)s”轮班，当班的由%(who)s做", rotation=name(plan.rotation), who=who)
    else:
        times = _("、").join(_time(window, name, _) for window in plan.windows)
        begin = _("%(when)s %(time)s，由%(who)s做", when=_when(plan, _), time=times, who=who)
    if plan.late_minutes:
        begin += _("；截止后%(time)s内补交算迟交", time=_span(plan.late_minutes, _))
    return begin + _("。")


def _event(plan: Plan, name: Name, _: Say) -> str:
    """What calls it up by itself, and of what."""
    thing = name(plan.thing) if plan.thing else _("管理对象")
    if plan.process:
        said = _(RUNS[plan.on], process=name(plan.process))
    elif plan.on == "object_stage" and plan.stage:
        said = _("%(thing)s进入“%(stage)s”", thing=thing, stage=name(f"stage {plan.stage}"))
    else:
        said = _(GRAVE[plan.severity] if plan.severity else EVENTS[plan.on], thing=thing)
    some = [name(plan.unit)] if plan.unit else []
    some += [thing] if plan.thing and not plan.on.startswith("object") else []
    some += _some(plan, name, _, but="stage" if plan.on == "object_stage" else "")
    return _("%(what)s（%(some)s）", what=said, some=_("、").join(some)) if some else said


def _some(plan: Plan, name: Name, _: Say, but: str = "") -> list[str]:
    """Which of the objects."""
    parts = (("segment", plan.segment), ("stage", plan.stage))
    found = [name(f"{part} {code}") for part, code in parts if code and part != but]
    found += [name(plan.territory)] if plan.territory else []
    return found + ([f"{name(f'attribute {plan.attribute}')} {plan.value}"] if plan.attribute else [])


def _when(plan: Plan, _: Say) -> str:
    return _months(plan, _) if plan.kind == "month" else _weeks(plan, _)


def _weeks(plan: Plan, _: Say) -> str:
    if plan.workdays_only and set(plan.weekdays) >= WORKWEEK:
        one = _("每个工作日")
    elif plan.weekdays == WEEK:
        one = _("每天")
    else:
        days = _("、").join(_(DAYS[n - 1]) for n in plan.weekdays)
        one = _("每%(days)s（只在工作日）", days=days) if plan.workdays_only else _("每%(days)s", days=days)
    return one if plan.every_weeks == 1 else _("每隔 %(n)s 周一次：%(days)s", n=plan.every_weeks, days=one)


def _months(plan: Plan, _: Say) -> str:
    days = _("、").join(_(NAMED[n]) if n in NAMED else _("%(n)s 日", n=n) for n in plan.month_days)
    if plan.workdays_only:
        days = _("%(days)s（只在工作日）", days=days)
    if not plan.months:
        return _("每月%(days)s", days=days)
    if plan.months in QUARTERS:
        return _(QUARTERS[plan.months], days=days)
    return _("每年 %(months)s 月的%(days)s", months=_("、").join(map(str, plan.months)), days=days)


def _time(window: Window, name: Name, _: Say) -> str:
    span = f"{window.opens:%H:%M}–{window.closes:%H:%M}"
    if window.closes <= window.opens:
        span = _("%(from)s–次日 %(to)s", **{"from": f"{window.opens:%H:%M}", "to": f"{window.closes:%H:%M}"})
    return span if not window.shift or window.shift.isdigit() else f"{name(window.shift)} {span}"


def _who(plan: Plan, name: Name, _: Say) -> str:
    """Of a rotation the posts stand in the order of their crews."""
    doers = _all([name(each) for each in (*plan.titles, *plan.posts)], _)
    if plan.thing and plan.kind != "event":
        where = name(plan.unit) if plan.unit else _("公司")
        thing, some = name(plan.thing), _some(plan, name, _)
        thing = _("%(what)s（%(some)s）", what=thing, some=_("、").join(some)) if some else thing
        return _("%(who)s对%(unit)s的每个%(thing)s", who=doers, unit=where, thing=thing)
    if plan.unit and plan.titles and not plan.on:
        doers = _("%(unit)s的%(who)s", unit=name(plan.unit), who=doers)
    return _(SHARES[plan.share], who=doers) if plan.share in SHARES else doers


def _all(names: Sequence[str], _: Say) -> str:
    return _("、").join(names)


def _span(minutes: int, _: Say) -> str:
    return _("%(n)s 小时", n=minutes // HOUR) if minutes % HOUR == 0 else _("%(n)s 分钟", n=minutes)
