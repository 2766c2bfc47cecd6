"""What the answers of a post come to: sections, lists and checks, and how often it was knocked out. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from operator import mul

from saas.scores import formulas
from saas.scores.places import Places
from saas.scores.sums import WHOLE, Sums


def check_figures(known: Places, rows: Iterable[Sums]) -> dict[str, Decimal]:
    """Sections pooled over all checks of a post, lists from sections, "checks" from lists, all by weight."""
    pools, asked = _pools(known, rows)
    figures: dict[str, Decimal] = {}
    lists = [each for each in known.lists if each.code in asked]
    for each in lists:
        have = [(weight, pools[section]) for weight, section in each.sections if section in pools]
        figures |= {section: pools[section] for _, section in each.sections if section in pools}
        _keep(figures, each.key, _mean(have))
    _keep(figures, "checks", _mean([(each.weight, figures[each.key]) for each in lists if each.key in figures]))
    return figures


def _mean(rows: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Of one alone it is that one: kept to 12 decimals already."""
    return rows[0][1] if len(rows) == 1 and rows[0][0] else formulas.mean(rows)


def _pools(known: Places, rows: Iterable[Sums]) -> tuple[dict[str, Decimal], set[str]]:
    """formulas.pooled of every section, over whole numbers; and the lists that were asked."""
    pools: dict[str, Decimal] = {}
    asked = set()
    for row in rows:
        for key, _, take, weights, _ in known.cuts(row).sections:
            applied = sum(map(mul, weights, take(row.applied)))
            if applied:
                earned = sum(map(mul, weights, take(row.earned)))
                _keep(pools, key, formulas.ratio(earned, applied * WHOLE))
                asked.add(row.list)
    return pools, asked


def vetoes_of(known: Places, rows: Iterable[Sums]) -> int:
    """How often a veto point failed outright."""
    return int(sum([row.failed[i] for row in rows if row.failed for i in known.cuts(row).vetoes]))


def _keep(figures: dict[str, Decimal], key: str, figure: Decimal | None) -> None:
    if figure is not None:
        figures[key] = figure
