"""One sheet after another of the same company: what a step left as it was is not computed again. Pure in its results."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from saas.scores.checked import check_figures, vetoes_of
from saas.scores.counted import Counted, count
from saas.scores.data import PostData, post_data
from saas.scores.places import Places, places
from saas.scores.scheme import Scheme
from saas.scores.score import Score, Scores, bare_unit, members, post_score
from saas.scores.sheet import Post, Sheet, SheetList, Unit
from saas.scores.tree import Tree, tree


class _Kept(Struct, frozen=True, gc=False):
    """A post as it was last scored."""

    data: PostData
    checks: Mapping[str, Decimal]
    counted: Counted
    score: Score

    def counts(self, data: PostData, vetoes: int) -> bool:
        """Whether the counts of a post are still those."""
        was = self.data
        return (was.coverage, was.reviews, was.findings, was.shares, was.achieved, was.ruled, self.counted.vetoes) == (
            data.coverage, data.reviews, data.findings, data.shares, data.achieved, data.ruled, vetoes,
        )  # fmt: skip


class Again:
    """Scores sheets as `score` does, but for grades and the figures of units. The same sheet gives the same figures
    whatever was scored before it; call it with the house's context (`exact`).
    """

    def __init__(self) -> None:
        self._rules: tuple[Scheme, Sequence[SheetList]] | None = None
        self._known = Places()
        self._house: tuple[Sequence[Unit], Sequence[Post], Tree] | None = None
        self._kept: dict[str, _Kept] = {}

    def score(self, sheet: Sheet) -> Scores:
        """Raises ValueError for a broken tree."""
        if self._rules != (sheet.scheme, sheet.lists):
            self._rules, self._known, self._kept = (sheet.scheme, sheet.lists), places(sheet), {}
        posts = {data.post.id: self._post(sheet, data) for data in post_data(sheet)}
        house, units = self._tree(sheet), dict[str, Score]()
        for unit in house.order:
            units[unit] = bare_unit(sheet.scheme, unit, members(sheet.scheme, house, unit, posts, units))
        return Scores(sheet.scheme.version, posts, units)

    def _post(self, sheet: Sheet, data: PostData) -> Score:
        kept = self._kept.get(data.post.id)
        if kept is not None and kept.data == data:
            return kept.score
        if kept is not None and kept.data.sums == data.sums:
            checks, vetoes = kept.checks, kept.counted.vetoes
        else:
            checks, vetoes = check_figures(self._known, data.sums), vetoes_of(self._known, data.sums)
        counted = kept.counted if kept is not None and kept.counts(data, vetoes) else count(sheet.scheme, data, vetoes)
        told = post_score(sheet, data, checks, counted, bare=True)
        self._kept[data.post.id] = _Kept(data, checks, counted, told)
        return told

    def _tree(self, sheet: Sheet) -> Tree:
        staff = sheet.staff
        if self._house is None or self._house[:2] != (sheet.units, staff):
            self._house = sheet.units, staff, tree(sheet.units, staff)
        return self._house[2]
