"""What must agree in the schedule of a checklist: when, by whom, for which objects, upon what."""

from collections.abc import Iterator

from saas.packs.cross import held, nearest, unknown
from saas.packs.format import Pack
from saas.packs.lists import On, Only, Schedule
from saas.packs.shape import Fault

POSTS = "post"


def scheduled(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    """Every contradiction of one schedule."""
    yield from _when(pack, schedule, at)
    people = [*held(pack, f"{at}.job_title", schedule.job_title), *held(pack, f"{at}.reviewer", schedule.reviewer)]
    yield from people
    if schedule.reviewer == schedule.job_title:
        yield Fault(f"{at}.reviewer", "不能复核自己", "nobody reviews their own work")
    elif not people:
        yield from _reviewed(pack, schedule, at)
    if schedule.on:
        yield from _upon(pack, schedule, schedule.on, f"{at}.on")
    if schedule.only:
        yield from _only(pack, schedule, schedule.only, f"{at}.only")
    if schedule.each != POSTS:
        yield from unknown(f"{at}.each", schedule.each, {t.code for t in pack.objects.types})
        yield from _done(pack, schedule, at)


def _when(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    called = schedule.event is not None or schedule.on is not None
    ways = [bool(schedule.shifts), schedule.opens is not None or schedule.closes is not None, called]
    if sum(ways) != 1 or (ways[1] and None in (schedule.opens, schedule.closes)):
        yield Fault(at, "写开始和截止，或班次，或事件，三者之一", "give opens and closes, or shifts, or an event")
    elif schedule.opens and schedule.opens == schedule.closes:
        yield Fault(f"{at}.closes", "开始和截止不能是同一时间", "it closes when it opens")
    for shift in schedule.shifts:
        yield from unknown(f"{at}.shifts", shift, {s.code for s in pack.organisation.shifts})


def _upon(pack: Pack, schedule: Schedule, on: On, at: str) -> Iterator[Fault]:
    """Each event has a word of its own, and knows no other."""
    words = {"stage": "object_stage", "severity": "finding_opened", "process": ("run_started", "run_done")}
    for word, events in words.items():
        if getattr(on, word) is not None and on.what not in events:
            yield Fault(f"{at}.{word}", f"{on.what} 不写 {word}", f"{on.what} has no {word}")
    if on.stage is not None and schedule.each == POSTS:
        yield Fault(f"{at}.stage", "写了阶段，each 须是对象类型", "a stage needs a type of objects in each")
    elif on.stage is not None:
        yield from unknown(f"{at}.stage", on.stage, _codes(pack, schedule.each, "stages"))
    if on.process is not None:
        yield from unknown(f"{at}.process", on.process, {p.code for p in pack.processes.processes})


def _only(pack: Pack, schedule: Schedule, only: Only, at: str) -> Iterator[Fault]:
    if schedule.each == POSTS:
        yield Fault(at, "只做一部分对象，each 须是对象类型", "some of the objects: each must be their type")
        return
    for word in ("segment", "stage", "attribute"):
        if getattr(only, word) is not None:
            yield from unknown(f"{at}.{word}", getattr(only, word), _codes(pack, schedule.each, f"{word}s"))
    if only.territory is not None:
        lying = {t.code for t in pack.objects.territories if schedule.each in t.types}
        yield from unknown(f"{at}.territory", only.territory, lying)
    if (only.attribute is None) != (only.value is None):
        yield Fault(at, "attribute 和 value 要一起写", "attribute and value belong together")
    if only.stage is not None and schedule.on and schedule.on.stage is not None:
        yield Fault(f"{at}.stage", "阶段在 on 里已经写了", "the stage stands in on already")


def _codes(pack: Pack, kind: str, what: str) -> set[str]:
    return {one.code for t in pack.objects.types if t.code == kind for one in getattr(t, what)}


def _reviewed(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    for post in pack.organisation.posts:
        if post.job_title == schedule.job_title and len(nearest(pack, post.unit, schedule.reviewer)) != 1:
            zh, en = "上级线上没有唯一的复核岗位", "has no single reviewing post up its line"
            yield Fault(f"{at}.reviewer", f"岗位 {post.code} 的{zh}", f"post {post.code} {en}", advice=True)


def _done(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    for thing in pack.objects.objects:
        near = nearest(pack, thing.unit, schedule.job_title) if thing.type == schedule.each else [""]
        if len(near) != 1:
            zh, en = "没有唯一的检查岗位", "has no single post to check it"
            yield Fault(f"{at}.job_title", f"对象 {thing.code} {zh}", f"object {thing.code} {en}", advice=bool(near))
        if thing.type == schedule.each and not set(thing.days) <= set(schedule.weekdays):
            yield Fault(f"objects.yaml › {thing.code} › days", "有的日子检查表没有安排", "no list on some day")
