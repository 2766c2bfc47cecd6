"""What must agree in the lists, the scheme, the cycles and the measures, and with the company half."""

from collections.abc import Iterator
from decimal import Decimal

from saas.packs.cross import details, held, marked, nearest, twice, unknown
from saas.packs.format import Checklist, Limits, Pack, Point, Schedule
from saas.packs.shape import Fault
from saas.scores.scheme import COMPONENTS, EVERYONE
from saas.values import HUNDRED, ZERO

ALLOWED = {
    "number": {"low", "high", "yellow_low", "yellow_high"},
    "count": {"tolerance", "tolerance_percent"},
}


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, in the order of the files."""
    yield from twice("checklists.yaml", (c.code for c in pack.checklists.checklists))
    yield from twice("checklists.yaml", (p.code for c in pack.checklists.checklists for p in c.points))
    known = {d.code for d in details(pack)}
    for checklist in pack.checklists.checklists:
        yield from _checklist(checklist)
        for point in checklist.points:
            at = f"checklists.yaml › {checklist.code} › points › {point.code}"
            yield from unknown(f"{at} › detail", point.detail, known)
            yield from _point(point, at)
        yield from _schedule(pack, checklist.schedule, f"checklists.yaml › {checklist.code} › schedule")
    for part in (_scheme, _grades, _cycles, _measures):
        yield from part(pack)


def _checklist(checklist: Checklist) -> Iterator[Fault]:
    at = f"checklists.yaml › {checklist.code}"
    sections = [s.code for s in checklist.sections]
    yield from marked(at, checklist.mark)
    yield from twice(f"{at} › sections", sections)
    yield from _hundred(f"{at} › sections", [s.weight for s in checklist.sections])
    yield from _hundred(f"{at} › points", [p.weight for p in checklist.points])
    for point in checklist.points:
        yield from unknown(f"{at} › points › {point.code} › section", point.section, sections)
    for code in set(sections) - {p.section for p in checklist.points}:
        yield Fault(f"{at} › sections › {code}", "这一节没有检查项", "this section has no point")


def _hundred(at: str, weights: list[Decimal]) -> Iterator[Fault]:
    total = sum(weights, ZERO)
    if total != HUNDRED or min(weights, default=ZERO) < 0:
        yield Fault(at, f"权重之和应为 100，现为 {total}", f"the weights add up to {total}, not 100")


def _point(point: Point, at: str) -> Iterator[Fault]:
    if point.mark:
        yield from marked(at, point.mark)
    if (point.kind in ALLOWED) != bool(point.limits):
        yield Fault(f"{at} › limits", "数值和核对项须有界限，其他项没有", "limits belong to number and count")
    if (point.kind in ALLOWED) != bool(point.uom):
        yield Fault(f"{at} › uom", "数值和核对项须有单位，其他项没有", "a uom belongs to number and count")
    if (point.kind == "choice") != bool(point.options):
        yield Fault(f"{at} › options", "选项只属于选择项", "options belong to a choice")
    if (point.evidence == "photo_always" or point.kind == "photo") != bool(point.reason):
        yield Fault(
            f"{at} › reason", "每次拍照的项须写理由，其他项不写", "a photo always asked needs a reason"
        )
    if point.limits:
        yield from _limits(point.kind, point.limits, f"{at} › limits")
    if point.options:
        yield from _options(point, f"{at} › options")


def _limits(kind: str, limits: Limits, at: str) -> Iterator[Fault]:
    given = {name for name in Limits.__struct_fields__ if getattr(limits, name) is not None}
    for name in given - ALLOWED.get(kind, set()):
        yield Fault(f"{at}.{name}", "这类检查项不用这个界限", "this kind of point has no such limit")
    if kind == "count" and len(given) != 1:
        yield Fault(at, "差额与差率须写且只写一个", "give one tolerance, absolute or in percent")
    if kind == "number" and not given & {"low", "high"}:
        yield Fault(at, "至少写下限或上限", "give a lower or an upper limit")
    for low, high in (("low", "high"), ("yellow_low", "low"), ("high", "yellow_high")):
        yield from _rising(limits, low, high, at)


def _rising(limits: Limits, low: str, high: str, at: str) -> Iterator[Fault]:
    below, above = getattr(limits, low), getattr(limits, high)
    if below is not None and above is not None and below > above:
        yield Fault(f"{at}.{low}", f"{below} 大于 {high} 的 {above}", f"{below} is above {high} ({above})")
    if "yellow" in low and below is not None and above is None:
        yield Fault(f"{at}.{low}", "有黄色区间就要有下限", "a yellow band needs the limit it widens")
    if "yellow" in high and above is not None and below is None:
        yield Fault(f"{at}.{high}", "有黄色区间就要有上限", "a yellow band needs the limit it widens")


def _options(point: Point, at: str) -> Iterator[Fault]:
    yield from twice(at, (o.key for o in point.options))
    shares = [o.share for o in point.options]
    if min(shares) < 0 or max(shares) != 1:
        yield Fault(at, "得分比例在 0 到 1 之间，且须有一项为 1", "shares run from 0 to 1, one of them is 1")


def _schedule(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    if not schedule.weekdays or len(set(schedule.weekdays)) < len(schedule.weekdays):
        yield Fault(f"{at}.weekdays", "至少一天，且不重复", "at least one day, none of them twice")
    if schedule.opens >= schedule.closes:
        yield Fault(f"{at}.closes", "截止须晚于开始", "it closes before it opens")
    people = [
        *held(pack, f"{at}.job_title", schedule.job_title),
        *held(pack, f"{at}.reviewer", schedule.reviewer),
    ]
    yield from people
    if schedule.reviewer == schedule.job_title:
        yield Fault(f"{at}.reviewer", "不能复核自己", "nobody reviews their own work")
    elif not people:
        yield from _reviewed(pack, schedule, at)
    if schedule.each != "post":
        yield from unknown(f"{at}.each", schedule.each, {t.code for t in pack.objects.types})
        yield from _done(pack, schedule, at)


def _reviewed(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    for post in pack.organisation.posts:
        if post.job_title == schedule.job_title and len(nearest(pack, post.unit, schedule.reviewer)) != 1:
            zh, en = "上级线上没有唯一的复核岗位", "has no single reviewing post up its line"
            yield Fault(f"{at}.reviewer", f"岗位 {post.code} 的{zh}", f"post {post.code} {en}")


def _done(pack: Pack, schedule: Schedule, at: str) -> Iterator[Fault]:
    for thing in pack.objects.objects:
        if thing.type == schedule.each and len(nearest(pack, thing.unit, schedule.job_title)) != 1:
            zh, en = "没有唯一的检查岗位", "has no single post to check it"
            yield Fault(f"{at}.job_title", f"对象 {thing.code} {zh}", f"object {thing.code} {en}")
        if thing.type == schedule.each and not set(thing.days) <= set(schedule.weekdays):
            yield Fault(
                f"objects.yaml › {thing.code} › days", "有的日子检查表没有安排", "no list on some day"
            )


def _scheme(pack: Pack) -> Iterator[Fault]:
    scheme = pack.scheme
    yield from marked("scheme.yaml", scheme.mark)
    if EVERYONE not in scheme.components:
        yield Fault("scheme.yaml › components", "缺少“*”（其余职务）", '"*" for all other titles is missing')
    for title, weights in scheme.components.items():
        at = f"scheme.yaml › components.{title}"
        if title != EVERYONE:
            yield from held(pack, at, title)
        yield from _hundred(at, list(weights.values()) or [ZERO])
    lists = {c.code for c in pack.checklists.checklists}
    for code in sorted(scheme.lists.keys() ^ lists):
        yield Fault(f"scheme.yaml › lists.{code}", "检查表与权重对不上", "lists and weights do not match")
    if not 0 <= scheme.late_penalty <= 1:
        yield Fault("scheme.yaml › late_penalty", "应在 0 到 1 之间", "it lies between 0 and 1")
    for rules in ("deductions", "rewards"):
        for rule in getattr(scheme, rules):
            if rule.points < 0 or (rule.cap or ZERO) < 0:
                yield Fault(f"scheme.yaml › {rules} › {rule.on}", "分值不能为负", "points are never negative")


def _grades(pack: Pack) -> Iterator[Fault]:
    scheme = pack.scheme
    keys = [g.key for g in scheme.grades]
    yield from twice("scheme.yaml › grades", keys)
    steps = [g.least for g in scheme.grades]
    if steps != sorted(set(steps), reverse=True) or not steps or steps[-1] > scheme.low:
        zh = "等级须从高到低，最末一级从最低分起"
        yield Fault("scheme.yaml › grades", zh, "grades fall, and the last begins at the lowest score")
    if scheme.low >= scheme.high:
        yield Fault("scheme.yaml › low", "最低分须低于最高分", "the lowest score is not below the highest")
    if scheme.veto_caps_grade is not None:
        yield from unknown("scheme.yaml › veto_caps_grade", scheme.veto_caps_grade, keys)
    known = {*COMPONENTS, *_figures(pack)}
    for grade in scheme.grades:
        for floor in grade.floors:
            yield from unknown(f"scheme.yaml › grades › {grade.key} › floors", floor, known)


def _figures(pack: Pack) -> Iterator[str]:
    """The figures below the component "checks" that a floor may name."""
    for checklist in pack.checklists.checklists:
        yield f"checks/{checklist.code}"
        yield from (f"checks/{checklist.code}/{s.code}" for s in checklist.sections)


def _cycles(pack: Pack) -> Iterator[Fault]:
    cycles = pack.cycles
    needed = {"month": ("{year}", "{month}"), "quarter": ("{year}", "{quarter}"), "year": ("{year}",)}
    yield from marked("cycles.yaml", cycles.mark)
    for field, pattern in (("code", cycles.code), ("name.zh", cycles.name.zh), ("name.en", cycles.name.en)):
        for word in needed[cycles.every]:
            if word not in pattern:
                yield Fault(f"cycles.yaml › {field}", f"缺少 {word}", f"{word} is missing")


def _measures(pack: Pack) -> Iterator[Fault]:
    library = pack.measures
    points = {p.code for c in pack.checklists.checklists for p in c.points}
    indicators = {i.code for i in library.indicators}
    yield from marked("measures.yaml", library.mark)
    yield from twice("measures.yaml › indicators", (i.code for i in library.indicators))
    yield from twice("measures.yaml", (m.code for m in library.measures))
    for measure in library.measures:
        for code in measure.points:
            yield from unknown(f"measures.yaml › {measure.code} › points", code, points)
        for code in measure.moves:
            yield from unknown(f"measures.yaml › {measure.code} › moves", code, indicators)
