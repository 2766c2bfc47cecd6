"""What must agree in objects.yaml, and with the organisation and the lists."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from saas.packs.cross import line, marked, nodes, twice, unknown
from saas.packs.format import Pack
from saas.packs.ledger import Attribute, Condition, Object, ObjectType, Territory
from saas.packs.shape import Fault


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction: kinds, territories, then objects."""
    yield from marked("objects.yaml", pack.objects.mark)
    yield from twice("objects.yaml › types", (t.code for t in pack.objects.types))
    for kind in pack.objects.types:
        yield from _kind(pack, kind)
    yield from _territories(pack)
    yield from _objects(pack)


def _kind(pack: Pack, kind: ObjectType) -> Iterator[Fault]:
    at = f"objects.yaml › types › {kind.code}"
    yield from twice(f"{at} › attributes", (a.code for a in kind.attributes))
    for attribute in kind.attributes:
        if (attribute.kind == "choice") != bool(attribute.options):
            yield Fault(f"{at} › attributes › {attribute.code}", "选项只属于选择型属性", "options belong to a choice")
        if attribute.kind != "number" and (attribute.counted or attribute.tolerance is not None):
            yield Fault(f"{at} › attributes › {attribute.code}", "只有数字型属性能盘点", "only a number is counted")
    known = {a.code: a for a in kind.attributes}
    for name, parts in (("segments", kind.segments), ("stages", kind.stages)):
        yield from twice(f"{at} › {name}", (part.code for part in parts))
        for part in parts:
            for condition in part.when:
                yield from _condition(condition, known, f"{at} › {name} › {part.code} › when")
    yield from _stages(kind, at)
    for overlap in kind.overlaps:
        for code in overlap.same:
            yield from unknown(f"{at} › overlaps › {overlap.code} › same", code, known)
        for code in overlap.stages:
            yield from unknown(f"{at} › overlaps › {overlap.code} › stages", code, {s.code for s in kind.stages})
    yield from _playbook(pack, kind, f"{at} › playbook")


def _condition(given: Condition, known: dict[str, Attribute], at: str) -> Iterator[Fault]:
    yield from unknown(f"{at} › attribute", given.attribute, known)
    attribute = known.get(given.attribute)
    if attribute is None:
        return
    figures = [f for f in (given.low, given.high, given.above, given.below) if f is not None]
    fits = {
        "number": bool(figures) and not given.any_of and given.flag is None,
        "flag": given.flag is not None and not figures and not given.any_of,
    }.get(attribute.kind, bool(given.any_of) and not figures and given.flag is None)
    if not fits:
        yield Fault(at, f"条件与属性“{given.attribute}”的类型不符", f'the condition does not fit "{given.attribute}"')
    if attribute.kind == "choice":
        for key in given.any_of:
            yield from unknown(f"{at} › any_of", key, {o.key for o in attribute.options})


def _stages(kind: ObjectType, at: str) -> Iterator[Fault]:
    for n, segment in enumerate(kind.segments, 1):
        if not segment.when and n < len(kind.segments):
            yield Fault(
                f"{at} › segments › {segment.code}", "没有条件的分群只能放在最后", "a segment without conditions stands last"
            )
    for stage in kind.stages:
        for code in stage.after:
            yield from unknown(f"{at} › stages › {stage.code} › after", code, {s.code for s in kind.stages})


def _playbook(pack: Pack, kind: ObjectType, at: str) -> Iterator[Fault]:
    known = {
        "checklists": {c.code for c in pack.checklists.checklists},
        "standards": set(nodes(pack)),
        "measures": {m.code for m in pack.measures.measures},
    }
    yield from twice(at, (code for code, _ in kind.plays))
    for n, play in enumerate(kind.playbook, 1):
        if play.segment:
            yield from unknown(f"{at} › {n} › segment", play.segment, {s.code for s in kind.segments})
        if play.stage:
            yield from unknown(f"{at} › {n} › stage", play.stage, {s.code for s in kind.stages})
        for field, codes in known.items():
            for code in getattr(play, field):
                yield from unknown(f"{at} › {n} › {field}", code, codes)


def _territories(pack: Pack) -> Iterator[Fault]:
    at = "objects.yaml › territories"
    yield from twice(at, (t.code for t in pack.objects.territories))
    for ground in pack.objects.territories:
        yield from unknown(f"{at} › {ground.code} › unit", ground.unit, {u.code for u in pack.organisation.units})
        for code in ground.types:
            yield from unknown(f"{at} › {ground.code} › types", code, {t.code for t in pack.objects.types})


def _objects(pack: Pack) -> Iterator[Fault]:
    kinds = {t.code: t for t in pack.objects.types}
    grounds = {t.code: t for t in pack.objects.territories}
    units = {u.code for u in pack.organisation.units}
    codes = {o.code for o in pack.objects.objects}
    counted = {p.code for c in pack.checklists.checklists for p in c.points if p.kind in ("count", "ledger")}
    yield from twice("objects.yaml", (o.code for o in pack.objects.objects))
    for thing in pack.objects.objects:
        at = f"objects.yaml › {thing.code} ›"
        yield from unknown(f"{at} type", thing.type, kinds)
        yield from unknown(f"{at} unit", thing.unit, units)
        if thing.at is not None:
            yield from unknown(f"{at} at", thing.at, codes)
        for point in thing.book.keys() - counted:
            yield Fault(f"{at} book.{point}", "不是账实核对的检查项", "this point counts nothing")
        if thing.type in kinds:
            yield from _object(pack, thing, kinds[thing.type], grounds)


def _object(pack: Pack, thing: Object, kind: ObjectType, grounds: dict[str, Territory]) -> Iterator[Fault]:
    at = f"objects.yaml › {thing.code} ›"
    known = {a.code: a for a in kind.attributes}
    for name, value in thing.attributes.items():
        if name not in known:
            yield from unknown(f"{at} attributes.{name}", name, known)
        elif not _fits(known[name], value):
            yield Fault(f"{at} attributes.{name}", f"“{value}”与属性类型不符", f'"{value}" does not fit the attribute')
    if thing.stage is not None:
        yield from unknown(f"{at} stage", thing.stage, {s.code for s in kind.stages})
    if thing.territory is not None:
        yield from unknown(f"{at} territory", thing.territory, grounds)
        ground = grounds.get(thing.territory)
        if ground and (kind.code not in ground.types or ground.unit not in line(pack, thing.unit)):
            zh, en = "这块区域不管这类对象，或不在它的单元之内", "this territory is not for its type, or not of its unit"
            yield Fault(f"{at} territory", zh, en)
    elif kind.exclusive:
        zh, en = "这类对象须归且只归一块区域", "each object of this type lies in exactly one territory"
        yield Fault(f"{at} territory", zh, en, advice=True)


def _fits(attribute: Attribute, value: object) -> bool:
    match attribute.kind:
        case "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
        case "choice":
            return value in {o.key for o in attribute.options}
        case "date":
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
