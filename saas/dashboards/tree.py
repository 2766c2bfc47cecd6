"""The tree of scores: units as they stand in a cycle, with what moved them and a lamp. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import msgspec

Text = dict[str, str]
LAMPS = ("green", "amber", "red", "none")


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A unit of the tree; `below`: how many units right below it were scored."""

    id: UUID
    parent: UUID | None
    name: Text
    depth: int
    below: int
    shown: Decimal | None
    grade: str | None
    change: Decimal | None


@dataclass(frozen=True)
class Node:
    """A unit with those below it that are drawn."""

    line: Line
    lamp: str
    grade: Text | None
    children: tuple[Node, ...]

    @property
    def hidden(self) -> bool:
        """There are units below that the picture does not show: it goes on with this one."""
        return self.line.below > 0 and not self.children


def lamp(grade: str | None, grades: Sequence[str]) -> str:
    """By the scheme's own grades, `grades` from the best down: the lowest is red, the one above it amber, all others green.

    With two grades: green or red. "none" where there is no score.
    """
    if grade is None or grade not in grades:
        return "none"
    at = len(grades) - 1 - grades.index(grade)
    if at == 0:
        return "red"
    return "amber" if at == 1 and len(grades) > 2 else "green"  # noqa: PLR2004  two grades have nothing between


def grown(lines: Sequence[Line], grades: Sequence[tuple[str, Text]]) -> Node | None:
    """The tree under the first line; lines come from the top down, in the order of the organisation."""
    if not lines:
        return None
    below: dict[UUID | None, list[Line]] = {}
    for line in lines[1:]:
        below.setdefault(line.parent, []).append(line)
    keys, names = [key for key, _ in grades], dict(grades)

    def node(line: Line) -> Node:
        children = tuple(node(each) for each in below.get(line.id, ()))
        return Node(line, lamp(line.grade, keys), names.get(line.grade) if line.grade else None, children)

    return node(lines[0])


def counted(node: Node) -> dict[str, int]:
    """How many units of the picture have which lamp, the top left out where it has units below."""
    tally = dict.fromkeys(LAMPS, 0)

    def walk(one: Node) -> None:
        if one is not node or not node.children:
            tally[one.lamp] += 1
        for each in one.children:
            walk(each)

    walk(node)
    return tally
