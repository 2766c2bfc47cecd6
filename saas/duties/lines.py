"""The lines of a job title's duties as a tree, and how a post differs from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from saas.refusals import Problem, Refused
from saas.words import N_

Text = dict[str, str]
LEVELS = ("overall", "category", "item", "detail")
LONGEST = 300


@dataclass(frozen=True)
class Deviation:
    """A line more under `duty`, a line worded otherwise, or a line less."""

    id: UUID
    kind: str
    duty: UUID
    text: Text | None


@dataclass
class Line:
    """One duty with what is below it. `deviation` where a post differs: then `plain` is the job title's wording."""

    id: UUID
    parent: UUID | None
    level: str
    text: Text
    edition: int = 0
    deviation: Deviation | None = None
    plain: Text | None = None
    children: list[Line] = field(default_factory=list)

    @property
    def left_out(self) -> bool:
        return self.deviation is not None and self.deviation.kind == "left_out"


def tree(lines: Iterable[Line]) -> list[Line]:
    """Roots with their children, in the order given."""
    known = {line.id: line for line in lines}
    for line in known.values():
        if line.parent in known:
            known[line.parent].children.append(line)
    return [line for line in known.values() if line.parent not in known]


def deviating(lines: Iterable[Line], deviations: Iterable[Deviation]) -> list[Line]:
    """The job title's tree as a post has it; what is left out stays visible with its mark."""
    known = {line.id: line for line in lines}
    added = []
    for each in deviations:
        at = known.get(each.duty)
        if at is None:
            continue
        if each.kind == "added":
            added.append(Line(each.id, at.id, below(at.level), each.text or {}, deviation=each))
        else:
            at.deviation, at.plain, at.text = each, at.text, each.text or at.text
    return tree([*known.values(), *added])


def below(level: str) -> str:
    """The level of a line under this one; a detail has details beside it, none below."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def walk(roots: Iterable[Line]) -> Iterator[Line]:
    """Every line, a parent before its children."""
    for line in roots:
        yield line
        yield from walk(line.children)


def wording(given: Mapping[str, str]) -> Text:
    """{"zh": …, "en": …} of a form; one of the two languages will do. Raises Refused 422 at the fields."""
    said = {language: given.get(f"text_{language}", "").strip() for language in ("zh", "en")}
    long = [key for key, text in said.items() if len(text) > LONGEST]
    if long:
        raise Refused.all([Problem(f"text_{key}", N_("最多 %(most)s 个字。"), {"most": LONGEST}) for key in long])
    if not any(said.values()):
        raise Refused(422, N_("请写下职责。"), field="text_zh")
    return {language: text for language, text in said.items() if text}
