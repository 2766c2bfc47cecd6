"""What must agree in checklists.yaml, and with the organisation, the standards and the objects."""

from collections.abc import Iterator

from saas.packs.cross import details, hundred, marked, twice, unknown
from saas.packs.cross_schedules import scheduled
from saas.packs.format import Pack
from saas.packs.lists import Checklist, Limits, Point
from saas.packs.shape import Fault

BOUNDS = {"low", "high", "above", "below", "yellow_low", "yellow_high"}
ALLOWED = {
    "pass_fail": {"minus"},
    "number": {*BOUNDS, "minus"},
    "reading": BOUNDS,
    "range": BOUNDS,
    "count": {"tolerance", "tolerance_percent"},
    "ledger": {"tolerance", "tolerance_percent"},
}
MEASURED = ALLOWED.keys() - {"pass_fail"}
CHOSEN = ("choice", "level")


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, list by list."""
    yield from twice("checklists.yaml", (c.code for c in pack.checklists.checklists))
    yield from twice("checklists.yaml", (p.code for c in pack.checklists.checklists for p in c.points))
    known = {d.code for d in details(pack)}
    for checklist in pack.checklists.checklists:
        yield from _checklist(checklist)
        for point in checklist.points:
            at = f"checklists.yaml › {checklist.code} › points › {point.code}"
            if point.detail is None:
                yield Fault(at, "没有写它检查哪个细节", "it does not say which detail it checks", advice=True)
            else:
                yield from unknown(f"{at} › detail", point.detail, known)
            yield from _point(point, at)
            yield from _place(pack, checklist, point, at)
        if checklist.schedule:
            yield from scheduled(pack, checklist.schedule, f"checklists.yaml › {checklist.code} › schedule")


def _checklist(checklist: Checklist) -> Iterator[Fault]:
    at = f"checklists.yaml › {checklist.code}"
    sections = [s.code for s in checklist.sections]
    yield from marked(at, checklist.mark)
    yield from twice(f"{at} › sections", sections)
    yield from hundred(f"{at} › sections", [s.weight for s in checklist.sections])
    yield from hundred(f"{at} › points", [p.weight for p in checklist.points])
    for point in checklist.points:
        yield from unknown(f"{at} › points › {point.code} › section", point.section, sections)
    for code in set(sections) - {p.section for p in checklist.points}:
        yield Fault(f"{at} › sections › {code}", "这一节没有检查项", "this section has no point")


def _point(point: Point, at: str) -> Iterator[Fault]:
    yield from marked(at, point.mark)
    if (point.kind in MEASURED) != bool(point.limits) and not (point.kind == "pass_fail" and point.limits):
        yield Fault(
            f"{at} › limits", "数值、读数、区间和核对项须有界限，其他项没有", "limits belong to what is measured or counted"
        )
    if (point.kind in MEASURED) != bool(point.uom):
        yield Fault(f"{at} › uom", "数值、读数、区间和核对项须有单位，其他项没有", "a uom belongs to what is measured or counted")
    if (point.kind in CHOSEN) != bool(point.options):
        yield Fault(f"{at} › options", "选项只属于选择项和分级项", "options belong to a choice or a level")
    if (point.evidence == "photo_always" or point.kind == "photo") != bool(point.reason):
        yield Fault(f"{at} › reason", "每次拍照的项须写理由，其他项不写", "a photo always asked needs a reason")
    if point.limits:
        yield from _limits(point.kind, point.limits, f"{at} › limits")
    if point.options:
        yield from _options(point, f"{at} › options")


def _limits(kind: str, limits: Limits, at: str) -> Iterator[Fault]:
    given = {name for name in Limits.__struct_fields__ if getattr(limits, name) is not None}
    for name in given - ALLOWED.get(kind, set()):
        yield Fault(f"{at}.{name}", "这类检查项不用这个界限", "this kind of point has no such limit")
    if kind in ("count", "ledger") and len(given) != 1:
        yield Fault(at, "差额与差率须写且只写一个", "give one tolerance, absolute or in percent")
    if kind in ("number", "reading", "range") and not given & {"low", "high", "above", "below", "minus"}:
        yield Fault(at, "至少写下限或上限", "give a lower or an upper limit")
    for one, other in (("low", "above"), ("high", "below")):
        if {one, other} <= given:
            yield Fault(f"{at}.{other}", f"{one} 与 {other} 只写一个", f"give {one} or {other}, not both")
    for low, high in (("low", "high"), ("yellow_low", "low"), ("high", "yellow_high")):
        yield from _rising(limits, low, high, at)


def _rising(limits: Limits, low: str, high: str, at: str) -> Iterator[Fault]:
    bound = {"low": limits.low if limits.low is not None else limits.above,
             "high": limits.high if limits.high is not None else limits.below}  # fmt: skip
    below, above = (bound.get(name, getattr(limits, name)) for name in (low, high))
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
    if point.kind == "level" and shares != sorted(shares):
        yield Fault(at, "分级项从最低一级写到最高一级", "levels run from the lowest to the highest")


def _place(pack: Pack, checklist: Checklist, point: Point, at: str) -> Iterator[Fault]:
    """A point within its list: its rung, the attribute it counts against, the answer it follows."""
    if (checklist.scoring == "levels") != bool(point.level):
        yield Fault(f"{at} › level", "按级评分的表每项须写级别，其他表不写", "a level belongs to lists scored by levels")
    if point.attribute is not None:
        each = checklist.schedule.each if checklist.schedule else None
        kinds = [kind for kind in pack.objects.types if kind.code == each]
        known = {a.code for kind in kinds for a in kind.attributes if a.kind == "number"}
        yield from unknown(f"{at} › attribute", point.attribute, known)
        if point.kind != "ledger":
            yield Fault(f"{at} › attribute", "只有台账核对项写属性", "an attribute belongs to a ledger point")
    if point.when:
        yield from _follows(checklist, point, f"{at} › when")


def _follows(checklist: Checklist, point: Point, at: str) -> Iterator[Fault]:
    when = point.when
    assert when is not None  # noqa: S101  asked by the caller
    asked = [w is not None for w in (when.is_, when.fails, when.below, when.above)]
    if sum(asked) != 1:
        yield Fault(at, "is、fails、below、above 写且只写一个", "give one of is, fails, below, above")
    earlier = {p.code: p for p in checklist.points[: checklist.points.index(point)]}
    yield from unknown(f"{at} › point", when.point, earlier)
    if when.point in earlier and when.is_ is not None:
        options = {o.key for o in earlier[when.point].options} or {"pass", "fail", "na"}
        yield from unknown(f"{at} › is", when.is_, options)
    if when.point in earlier and (when.below is not None or when.above is not None) and earlier[when.point].kind not in MEASURED:
        yield Fault(at, "below、above 只用于数值", "below and above need a figure")
