"""The organisation tree of a sheet: children of every unit, children first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from saas.scores.sheet import Post, Sheet, Unit


@dataclass(frozen=True, slots=True)
class Tree:
    """order: every unit after its child units. children and posts: by unit id, sorted by id."""

    order: tuple[str, ...]
    units: dict[str, Unit]
    children: dict[str, tuple[Unit, ...]]
    posts: dict[str, tuple[Post, ...]]


def tree_of(sheet: Sheet) -> Tree:
    """The tree of a sheet, with the seats of units that are scored themselves. Raises ValueError like tree."""
    return tree(sheet.units, sheet.staff)


def tree(units: Sequence[Unit], posts: Sequence[Post]) -> Tree:
    """Build the tree. A unit whose parent is not among the units is a root.

    Raises ValueError when units form a loop, when an id comes twice, or when a post sits in no unit.
    """
    by_id = {unit.id: unit for unit in units}
    if len(by_id) != len(units) or len({post.id for post in posts}) != len(posts):
        raise ValueError("a unit or post comes twice in the sheet")
    children: dict[str, list[Unit]] = {unit.id: [] for unit in units}
    for unit in sorted(units, key=lambda unit: unit.id):
        if unit.parent in by_id:
            children[unit.parent].append(unit)
    order = _children_first(by_id, children)
    return Tree(order, by_id, {unit: tuple(below) for unit, below in children.items()}, _sitting(by_id, posts))


def _sitting(by_id: dict[str, Unit], posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    sitting: dict[str, list[Post]] = {unit: [] for unit in by_id}
    for post in sorted(posts, key=lambda post: post.id):
        if post.unit not in by_id:
            raise ValueError(f"post {post.id} sits in no unit of the sheet")
        sitting[post.unit].append(post)
    return {unit: tuple(here) for unit, here in sitting.items()}


def _children_first(by_id: dict[str, Unit], children: dict[str, list[Unit]]) -> tuple[str, ...]:
    roots = sorted(unit.id for unit in by_id.values() if unit.parent not in by_id)
    downwards: list[str] = []
    waiting = roots[::-1]
    while waiting:
        unit = waiting.pop()
        downwards.append(unit)
        waiting.extend(child.id for child in children[unit])
    if len(downwards) != len(by_id):
        raise ValueError("units of the sheet form a loop")
    return tuple(reversed(downwards))
