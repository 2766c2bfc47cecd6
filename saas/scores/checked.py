"""What the answers of a post come to: sections, lists and checks, and how often it was knocked out. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from saas.scores import formulas
from saas.scores.sheet import Place, Sheet, Tally


def check_figures(sheet: Sheet, known: Mapping[tuple[str, str], Place], tallies: Iterable[Tally]) -> dict[str, Decimal]:
    """Sections pooled over all checks of a post, lists from sections, "checks" from lists, all by weight."""
    pools: dict[str, list[tuple[Decimal, Decimal, Decimal]]] = {}
    asked = set()
    for tally in tallies:
        place = known.get((tally.list, tally.point))
        if place is not None and tally.applied:
            asked.add(tally.list)
            pools.setdefault(place.key, []).append((place.weight, tally.earned, tally.applied))
    figures: dict[str, Decimal] = {}
    lists = [each for each in sheet.lists if each.code in asked]
    for each in lists:
        key = f"checks/{each.code}"
        sections = [(section.weight, f"{key}/{section.code}") for section in each.sections]
        for _, section in sections:
            if section in pools:
                _keep(figures, section, formulas.pooled(pools[section]))
        _keep(figures, key, formulas.mean([(weight, figures.get(section)) for weight, section in sections]))
    codes = [(sheet.scheme.list_weight(each.code), f"checks/{each.code}") for each in lists]
    _keep(figures, "checks", formulas.mean([(weight, figures.get(code)) for weight, code in codes]))
    return figures


def vetoes_of(known: Mapping[tuple[str, str], Place], tallies: Iterable[Tally]) -> int:
    """How often a veto point failed outright."""
    return sum(tally.failed for tally in tallies if tally.failed and (place := known.get(tally.at)) is not None and place.veto)


def _keep(figures: dict[str, Decimal], key: str, figure: Decimal | None) -> None:
    if figure is not None:
        figures[key] = figure
