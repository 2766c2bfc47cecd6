"""What the answers of a post come to: sections, lists and checks, and how often it was knocked out. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from saas.scores import formulas
from saas.scores.sheet import Place, Places, Tally

Pools = dict[str, list[tuple[Decimal, Decimal, Decimal]]]


def check_figures(known: Places, tallies: Iterable[Tally]) -> dict[str, Decimal]:
    """Sections pooled over all checks of a post, lists from sections, "checks" from lists, all by weight."""
    pools, asked = _pools(known, tallies)
    figures: dict[str, Decimal] = {}
    lists = [each for each in known.lists if each.code in asked]
    for each in lists:
        for _, section in each.sections:
            if section in pools:
                _keep(figures, section, formulas.pooled(pools[section]))
        _keep(figures, each.key, formulas.mean([(weight, figures.get(section)) for weight, section in each.sections]))
    _keep(figures, "checks", formulas.mean([(each.weight, figures.get(each.key)) for each in lists]))
    return figures


def _pools(known: Places, tallies: Iterable[Tally]) -> tuple[Pools, set[str]]:
    """(weight, earned, applied) by section, and the lists that were asked."""
    pools: Pools = {}
    asked = set()
    for tally in tallies:
        place = known.get((tally.list, tally.point))
        if place is not None and tally.applied:
            row = place.weight, tally.earned, tally.applied
            if place.key in pools:
                pools[place.key].append(row)
            else:
                pools[place.key] = [row]
                asked.add(tally.list)
    return pools, asked


def vetoes_of(known: Mapping[tuple[str, str], Place], tallies: Iterable[Tally]) -> int:
    """How often a veto point failed outright."""
    failed = [tally for tally in tallies if tally.failed]
    return sum([tally.failed for tally in failed if (place := known.get(tally.at)) is not None and place.veto])


def _keep(figures: dict[str, Decimal], key: str, figure: Decimal | None) -> None:
    if figure is not None:
        figures[key] = figure
