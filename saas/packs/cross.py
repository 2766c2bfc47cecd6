"""What must agree within the company half of a pack: organisation, standards, responsibilities."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import available_timezones

from saas.packs.format import Pack
from saas.packs.parts import Assignment, Criterion, Detail, Mark, Responsibility, Unit
from saas.packs.shape import Fault
from saas.values import HUNDRED, ZERO


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, in the order of the files."""
    for part in (_layers, _shifts, _units, _posts, _standards, _responsibilities, _by_post):
        yield from part(pack)


def details(pack: Pack) -> list[Detail]:
    """All details of the standards tree, in its order."""
    return [
        detail
        for system in pack.standards.systems
        for category in system.categories
        for item in category.items
        for step in item.steps
        for detail in step.details
    ]


def nodes(pack: Pack) -> Iterator[str]:
    """The code of every node of the standards tree."""
    for system in pack.standards.systems:
        yield system.code
        for category in system.categories:
            yield category.code
            for item in category.items:
                yield item.code
                yield from (step.code for step in item.steps)
    yield from (detail.code for detail in details(pack))


def line(pack: Pack, unit: str) -> list[str]:
    """The unit and all above it, nearest first; ends where a parent is unknown or comes again."""
    parents = {u.code: u.parent for u in pack.organisation.units}
    found: list[str] = []
    at: str | None = unit
    while at in parents and at not in found:
        found.append(at)
        at = parents[at]
    return found


def nearest(pack: Pack, unit: str, job_title: str) -> list[str]:
    """Posts of a job title in the nearest unit of the line that has one."""
    for above in line(pack, unit):
        held = [p.code for p in pack.organisation.posts if (p.unit, p.job_title) == (above, job_title)]
        if held:
            return held
    return []


def twice(place: str, codes: Iterable[str]) -> Iterator[Fault]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Fault(f"{place} › {code}", "这个代码用了不止一次", "this code is used more than once")


def unknown(place: str, code: str, known: Iterable[str]) -> Iterator[Fault]:
    if code not in known:
        yield Fault(place, f"没有定义“{code}”", f'"{code}" is not defined')


def marked(place: str, mark: Mark | None) -> Iterator[Fault]:
    if mark and mark.kind == "public_rule" and not (mark.name and mark.year and mark.version):
        yield Fault(f"{place} › mark", "公开规则须写明名称、年份和版本", "a public rule needs name, year and version")


def hundred(at: str, weights: Iterable[Decimal]) -> Iterator[Fault]:
    given = list(weights)
    total = sum(given, ZERO)
    if total != HUNDRED or min(given, default=ZERO) < 0:
        yield Fault(at, f"权重之和应为 100，现为 {total}", f"the weights add up to {total}, not 100", advice=True)


def held(pack: Pack, at: str, job: str) -> Iterator[Fault]:
    """A job title that exists and that at least one post carries."""
    missing = list(unknown(at, job, {j.code for j in pack.organisation.job_titles}))
    yield from missing
    if not missing and job not in {p.job_title for p in pack.organisation.posts}:
        yield Fault(at, f"职务“{job}”没有岗位", f'no post has the job title "{job}"', advice=True)


def _layers(pack: Pack) -> Iterator[Fault]:
    codes = [layer.code for layer in pack.pack.layers]
    yield from unknown("pack.yaml › timezone", pack.pack.timezone, available_timezones())
    yield from twice("pack.yaml › layers", codes)
    yield from twice("organisation.yaml › job_titles", (j.code for j in pack.organisation.job_titles))
    for job in pack.organisation.job_titles:
        yield from unknown(f"organisation.yaml › job_titles › {job.code} › layer", job.layer, codes)


def _shifts(pack: Pack) -> Iterator[Fault]:
    yield from twice("organisation.yaml › shifts", (s.code for s in pack.organisation.shifts))
    for shift in pack.organisation.shifts:
        if shift.closes == shift.opens:
            at = f"organisation.yaml › shifts › {shift.code} › closes"
            yield Fault(at, "开始和截止不能是同一时间", "it closes when it opens")


def _units(pack: Pack) -> Iterator[Fault]:
    units = {u.code: u for u in pack.organisation.units}
    yield from marked("organisation.yaml", pack.organisation.mark)
    yield from twice("organisation.yaml › units", (u.code for u in pack.organisation.units))
    if sum(u.parent is None for u in units.values()) != 1:
        yield Fault("organisation.yaml › units", "应当只有一个最上级单元", "one unit stands at the top")
    for unit in units.values():
        yield from _unit(pack, unit, units)


def _unit(pack: Pack, unit: Unit, units: dict[str, Unit]) -> Iterator[Fault]:
    at = f"organisation.yaml › units › {unit.code} ›"
    ranks = {layer.code: n for n, layer in enumerate(pack.pack.layers)}
    yield from unknown(f"{at} layer", unit.layer, ranks)
    if unit.weight < 0:
        yield Fault(f"{at} weight", "权重不能为负", "a weight is never negative")
    if unit.parent is None:
        return
    yield from unknown(f"{at} parent", unit.parent, units)
    top = units[line(pack, unit.code)[-1]]
    if top.parent in units:
        yield Fault(f"{at} parent", "上级关系绕成了圈", "its parents form a circle")
    above = units.get(unit.parent)
    if above and {above.layer, unit.layer} <= ranks.keys() and ranks[above.layer] > ranks[unit.layer]:
        yield Fault(f"{at} layer", "层级高于上级单元", "its layer is above that of its parent", advice=True)


def _posts(pack: Pack) -> Iterator[Fault]:
    titles = {j.code for j in pack.organisation.job_titles}
    units = {u.code for u in pack.organisation.units}
    yield from twice("organisation.yaml › posts", (p.code for p in pack.organisation.posts))
    for post in pack.organisation.posts:
        yield from unknown(f"organisation.yaml › posts › {post.code} › unit", post.unit, units)
        yield from unknown(f"organisation.yaml › posts › {post.code} › job_title", post.job_title, titles)


def _standards(pack: Pack) -> Iterator[Fault]:
    yield from twice("standards.yaml", nodes(pack))
    checked = {point.detail for checklist in pack.checklists.checklists for point in checklist.points}
    for detail in details(pack):
        at = f"standards.yaml › {detail.code}"
        yield from marked(at, detail.mark)
        if (detail.criterion is None) == (detail.principle is None):
            yield Fault(at, "须写量化标准或控制原则之一", "needs either a criterion or a principle")
        if detail.criterion and not _sound(detail.criterion):
            yield Fault(f"{at} › criterion", "界限与比较方式不符", "its limits do not fit its comparison")
        if detail.code not in checked and detail.unchecked is None:
            zh, en = "没有检查项检查它；有意如此就写 unchecked 说明", "no point checks it; if that is meant, say why in unchecked"
            yield Fault(at, zh, en, advice=True)


def _sound(criterion: Criterion) -> bool:
    low, high = criterion.low, criterion.high
    match criterion.op:
        case "le":
            return low is None and high is not None
        case "between":
            return low is not None and high is not None and low < high
        case _:
            return low is not None and high is None


def _responsibilities(pack: Pack) -> Iterator[Fault]:
    known = [d.code for d in details(pack)]
    by_post = {a.detail for a in pack.responsibilities.by_post}
    given = Counter(r.detail for r in pack.responsibilities.responsibilities)
    for code in known:
        if not given[code] and code not in by_post:
            yield Fault(f"responsibilities.yaml › {code}", "没有责任岗位", "nobody is responsible", advice=True)
        if given[code] > 1 or (given[code] and code in by_post):
            yield Fault(f"responsibilities.yaml › {code}", "有两个以上责任岗位", "more than one is responsible")
    for entry in pack.responsibilities.responsibilities:
        yield from _responsibility(pack, entry, known)


def _responsibility(pack: Pack, entry: Responsibility, known: list[str]) -> Iterator[Fault]:
    at = f"responsibilities.yaml › {entry.detail}"
    yield from unknown(at, entry.detail, known)
    yield from unknown(f"{at} › layer", entry.layer, {layer.code for layer in pack.pack.layers})
    for field in ("responsible", "supporting", "reviewing", "informed"):
        value = getattr(entry, field)
        for job in [value] if isinstance(value, str) else value:
            yield from held(pack, f"{at} › {field}", job)
    yield from _answered(pack, entry, at)
    if entry.responsible in entry.reviewing:
        yield Fault(f"{at} › reviewing", "责任岗位不能复核自己", "nobody reviews their own work")


def _answered(pack: Pack, entry: Responsibility, at: str) -> Iterator[Fault]:
    for unit in pack.organisation.units:
        if unit.layer == entry.layer and len(nearest(pack, unit.code, entry.responsible)) != 1:
            zh, en = "没有唯一的责任岗位", "has no single responsible post"
            yield Fault(f"{at} › layer", f"单元 {unit.code} {zh}", f"unit {unit.code} {en}")


def _by_post(pack: Pack) -> Iterator[Fault]:
    at = "responsibilities.yaml › by_post"
    yield from twice(at, (f"{a.detail} {a.unit}" for a in pack.responsibilities.by_post))
    known = {d.code for d in details(pack)}
    for entry in pack.responsibilities.by_post:
        yield from unknown(f"{at} › {entry.detail}", entry.detail, known)
        yield from _assigned(pack, entry, f"{at} › {entry.detail}")


def _assigned(pack: Pack, entry: Assignment, at: str) -> Iterator[Fault]:
    posts = {p.code for p in pack.organisation.posts}
    yield from unknown(f"{at} › unit", entry.unit, {u.code for u in pack.organisation.units})
    for post in (entry.responsible, *entry.supporting, *entry.reviewing, *entry.informed):
        if post:
            yield from unknown(at, post, posts)
    if entry.responsible is None:
        yield Fault(at, "没有责任岗位", "nobody is responsible", advice=True)
    elif entry.responsible in entry.reviewing:
        yield Fault(f"{at} › reviewing", "责任岗位不能复核自己", "nobody reviews their own work")
