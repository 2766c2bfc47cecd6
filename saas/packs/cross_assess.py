"""What must agree in indicators.yaml, scheme.yaml, cycles.yaml and measures.yaml."""

from collections.abc import Iterator

from saas.formulas.check import check
from saas.formulas.fault import FormulaFault
from saas.formulas.parse import parse
from saas.packs.assess import Composition, Ladder, Share
from saas.packs.cross import held, hundred, marked, twice, unknown
from saas.packs.cross_models import circles, formula_fault
from saas.packs.format import Pack
from saas.packs.indicators import Indicator
from saas.packs.shape import Fault
from saas.scores.scheme import COMPONENTS, EVERYONE, SEAT
from saas.values import ZERO

PLAIN = ("unit", "post", "person", "shift", "season")
MEASURED = (*COMPONENTS, "training", "appraisal", "own", "below")


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, in the order of the files."""
    for part in (_indicators, _scheme, _grades, _beside, _cycles, _measures):
        yield from part(pack)


def _indicators(pack: Pack) -> Iterator[Fault]:
    yield from marked("indicators.yaml", pack.indicators.mark)
    yield from twice("indicators.yaml", (i.code for i in pack.indicators.indicators))
    codes = {i.code: (i.name.zh, i.name.en) for i in pack.indicators.indicators}
    counted = {i.code: i.uom for i in pack.indicators.indicators}
    uses: dict[str, set[str]] = {}
    for indicator in pack.indicators.indicators:
        at = f"indicators.yaml › {indicator.code}"
        yield from marked(at, indicator.mark)
        yield from twice(f"{at} › inputs", (i.name for i in indicator.inputs))
        names = codes | {i.name: (i.title.zh, i.title.en) for i in indicator.inputs}
        uoms: dict[str, str | None] = {**counted, **{i.name: i.uom for i in indicator.inputs}}
        try:
            formula = parse(indicator.formula, names)
            uses[indicator.code] = set(formula.names) - {i.name for i in indicator.inputs}
            check(formula, uoms, indicator.uom)
        except FormulaFault as fault:
            yield formula_fault(f"{at} › formula", fault)
        yield from _indicator(pack, indicator, at)
        for tree in indicator.trees:
            yield from unknown(f"{at} › trees", tree, {one.code for one in pack.indicators.trees})
    yield from _trees(pack)
    yield from circles(uses, "indicators.yaml")


def _trees(pack: Pack) -> Iterator[Fault]:
    yield from twice("indicators.yaml › trees", (tree.code for tree in pack.indicators.trees))
    for tree in pack.indicators.trees:
        at = f"indicators.yaml › trees › {tree.code}"
        seen: set[str] = set()
        yield from twice(at, (node.code for node in tree.nodes))
        for node in tree.nodes:
            if node.parent is not None:
                yield from unknown(f"{at} › {node.code} › parent", node.parent, seen)
            seen.add(node.code)


def _indicator(pack: Pack, indicator: Indicator, at: str) -> Iterator[Fault]:
    span = (indicator.target_low, indicator.target_high)
    if (indicator.direction == "range") != (None not in span) or (indicator.direction != "range" and span != (None, None)):
        zh, en = "方向为区间的须写 target_low 和 target_high，其他不写", "direction range needs target_low and target_high"
        yield Fault(f"{at} › direction", zh, en)
    better = 1 if indicator.direction == "higher" else -1
    rungs = [f * better for f in (indicator.floor, indicator.target, indicator.stretch) if f is not None]
    if indicator.direction != "range" and rungs != sorted(rungs):
        yield Fault(
            f"{at} › target", "底线、目标、挑战值的次序与方向不符", "floor, target and stretch do not follow the direction"
        )
    if indicator.owner:
        yield from held(pack, f"{at} › owner", indicator.owner)
    kinds = {kind.code: {a.code for a in kind.attributes} for kind in pack.objects.types}
    known = {*PLAIN, *kinds, *(f"{kind}.{a}" for kind, codes in kinds.items() for a in codes)}
    for dimension in indicator.dimensions:
        yield from unknown(f"{at} › dimensions", dimension, known)
    yield from _curve(indicator, f"{at} › curve")


def _curve(indicator: Indicator, at: str) -> Iterator[Fault]:
    curve = indicator.curve
    needed = {
        "linear": ("floor", "target"), "steps": ("knots",), "ratio": ("target",), "per_unit": ("unit", "minus", "target"),
        "range": ("target_low", "target_high", "zero"),
    }  # fmt: skip
    for name in needed[curve.kind] if curve else ():
        if not getattr(curve, name, None) and getattr(indicator, name, None) is None and getattr(curve, name, None) is None:
            yield Fault(at, f"这种计分须写 {name}", f"this kind of curve needs {name}")


def _scheme(pack: Pack) -> Iterator[Fault]:
    scheme = pack.scheme
    yield from marked("scheme.yaml", scheme.mark)
    yield from _weighed(pack)
    lists = {c.code for c in pack.checklists.checklists}
    for code in sorted(scheme.lists.keys() ^ lists):
        yield Fault(f"scheme.yaml › lists.{code}", "检查表与权重对不上", "lists and weights do not match")
    if not 0 <= scheme.late_penalty <= 1:
        yield Fault("scheme.yaml › late_penalty", "应在 0 到 1 之间", "it lies between 0 and 1")
    for rules in ("deductions", "rewards"):
        for rule in getattr(scheme, rules):
            if rule.points < 0 or (rule.cap or ZERO) < 0:
                yield Fault(f"scheme.yaml › {rules} › {rule.on}", "分值不能为负", "points are never negative")


def _weighed(pack: Pack) -> Iterator[Fault]:
    """The weights of titles, of layers and of their indicators."""
    scheme = pack.scheme
    if EVERYONE not in scheme.components:
        yield Fault("scheme.yaml › components", "缺少“*”（其余职务）", '"*" for all other titles is missing')
    for title, weights in scheme.components.items():
        at = f"scheme.yaml › components.{title}"
        if title.startswith(SEAT):
            yield from unknown(at, title[1:], {layer.code for layer in pack.pack.layers})
        elif title != EVERYONE:
            yield from held(pack, at, title)
        yield from hundred(at, weights.values())
    measured = {indicator.code for indicator in pack.indicators.indicators}
    for title, row in scheme.indicators.items():
        for code in row:
            yield from unknown(f"scheme.yaml › indicators.{title}", code, measured)


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


def _beside(pack: Pack) -> Iterator[Fault]:
    """What stands beside the score of today: compositions, rulings, vetoes, money, ladders."""
    scheme = pack.scheme
    for name in ("compositions", "rulings", "vetoes", "money", "ladders"):
        yield from twice(f"scheme.yaml › {name}", (one.code for one in getattr(scheme, name)))
    for one in scheme.compositions:
        yield from _composition(pack, one, f"scheme.yaml › compositions › {one.code}")
    for veto in scheme.vetoes:
        at = f"scheme.yaml › vetoes › {veto.code}"
        if veto.grade is not None:
            yield from unknown(f"{at} › grade", veto.grade, {g.key for g in scheme.grades})
        elif veto.points is None:
            yield Fault(at, "写 points 或 grade：否决后最高是多少", "give points or grade: the most that is left")
    for money in scheme.money:
        if money.model:
            yield from unknown(f"scheme.yaml › money › {money.code} › model", money.model, {m.code for m in pack.models.models})
    for ladder in scheme.ladders:
        yield from _ladder(ladder, f"scheme.yaml › ladders › {ladder.code}")


def _composition(pack: Pack, one: Composition, at: str) -> Iterator[Fault]:
    yield from hundred(f"{at} › parts", (p.weight for p in one.parts))
    if one.job_title:
        yield from held(pack, f"{at} › job_title", one.job_title)
    if one.layer:
        yield from unknown(f"{at} › layer", one.layer, {layer.code for layer in pack.pack.layers})
    for part in one.parts:
        yield from _share(pack, part, f"{at} › parts › {part.of}")


def _share(pack: Pack, part: Share, at: str) -> Iterator[Fault]:
    kind, slash, code = part.of.partition("/")
    known = {
        "checks": {c.code for c in pack.checklists.checklists},
        "indicator": {i.code for i in pack.indicators.indicators},
        "process": {p.code for p in pack.processes.processes},
    }
    if slash and kind in known:
        yield from unknown(at, code, known[kind])
    elif part.of not in MEASURED:
        yield from unknown(at, part.of, MEASURED)


def _ladder(ladder: Ladder, at: str) -> Iterator[Fault]:
    parts = {p.code for p in ladder.parts}
    yield from marked(at, ladder.mark)
    yield from hundred(f"{at} › parts", (p.weight for p in ladder.parts))
    yield from twice(f"{at} › parts", [p.code for p in ladder.parts] + [c for p in ladder.parts for c in p.lowest_of])
    for grade in ladder.grades:
        for floor in grade.floors:
            yield from unknown(f"{at} › grades › {grade.key} › floors", floor, parts)


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
    known = {
        "points": {p.code for c in pack.checklists.checklists for p in c.points},
        "moves": {i.code for i in pack.indicators.indicators},
        "processes": {p.code for p in pack.processes.processes},
    }
    yield from marked("measures.yaml", library.mark)
    yield from twice("measures.yaml", (m.code for m in library.measures))
    for measure in library.measures:
        if not (measure.points or measure.moves or measure.processes):
            zh, en = "写明检查项、指标或流程中至少一种", "name points, indicators or processes that it is about"
            yield Fault(f"measures.yaml › {measure.code}", zh, en)
        for field, codes in known.items():
            for code in getattr(measure, field):
                yield from unknown(f"measures.yaml › {measure.code} › {field}", code, codes)
