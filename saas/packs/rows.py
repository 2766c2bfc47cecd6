"""What a pack becomes in the tables: batches of rows in the order in which they may be inserted. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from saas.packs.format import Pack
from saas.packs.parts import Category, Detail, Duties, Item, Organisation, Step, System, Text
from saas.packs.told import stored_mark

Node = System | Category | Item | Step | Detail


class Batch(NamedTuple):
    """Rows of one table; `columns` are the names without tenant_id, which the writer adds in front."""

    table: str
    columns: str
    rows: list[tuple[Any, ...]]


class Ids:
    """One UUIDv7 per thing of a pack: the same for the same name, growing in the order of first mention."""

    def __init__(self, now: datetime, noise: int) -> None:
        self._base = (int(now.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | (noise & ((1 << 50) - 1))
        self._known: dict[tuple[str, ...], UUID] = {}

    def __call__(self, *name: str) -> UUID:
        """`name` is the noun and what tells it from its like, for example ("unit", "G1")."""
        if name not in self._known:
            n = len(self._known)
            self._known[name] = UUID(int=self._base | (n >> 12 << 64) | ((n & 0xFFF) << 50))
        return self._known[name]


@dataclass(frozen=True)
class Birth:
    """A pack and the moment it is taken up: by whom (membership), from which day on, until today."""

    pack: Pack
    ids: Ids
    by: UUID
    now: datetime
    first_day: date
    today: date
    documents: Mapping[tuple[str, str], UUID] = field(default_factory=dict)  # file and name → id
    number: int = 1  # of the first version of standards and scheme that are written


def plain(part: msgspec.Struct) -> dict[str, Any]:
    """A part of a pack as JSON values, decimals as text, without what was not said."""
    return _said(msgspec.to_builtins(part))


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _each(value) for key, value in fields.items() if value is not None}


def _each(value: object) -> object:
    if isinstance(value, dict):
        return _said(value)
    return [_each(one) for one in value] if isinstance(value, list | tuple) else value


def company(birth: Birth) -> Iterator[Batch]:
    """Layers, units with their lines, job titles, posts and duties."""
    pack, ids = birth.pack, birth.ids
    layers = [(ids("layer", a.code), a.code, plain(a.name), n) for n, a in enumerate(pack.pack.layers, 1)]
    yield Batch("layers", "id, code, name, position", layers)
    lines = {unit.code: ancestors(pack.organisation, unit.code) for unit in pack.organisation.units}
    units = [
        (ids("unit", u.code), ids("unit", u.parent) if u.parent else None, ids("layer", u.layer), u.code,
         plain(u.name), u.weight, n, u.external)
        for n, u in enumerate(pack.organisation.units, 1)
    ]  # fmt: skip
    # A parent stands before its children, however the file orders them.
    units.sort(key=lambda row: len(lines[row[3]]))
    yield Batch("units", "id, parent_id, layer_id, code, name, weight, position, external", units)
    pairs = [(ids("unit", above), ids("unit", code), depth) for code, line in lines.items() for depth, above in enumerate(line)]
    yield Batch("unit_lines", "ancestor_id, unit_id, depth", pairs)
    titles = [(ids("job_title", t.code), t.code, plain(t.name), t.role, n) for n, t in enumerate(pack.organisation.job_titles, 1)]
    yield Batch("job_titles", "id, code, name, role, position", titles)
    posts = [(ids("post", p.code), ids("unit", p.unit), p.code, p.job_title, plain(p.name)) for p in pack.organisation.posts]
    yield Batch("posts", "id, unit_id, code, job_title, name", posts)
    yield Batch("duties", "id, job_title, parent_id, level, text, position", list(_duties(birth)))


def ancestors(organisation: Organisation, unit: str) -> list[str]:
    """The unit and all above it, nearest first. The pack has been found free of circles."""
    parents = {u.code: u.parent for u in organisation.units}
    found, at = [unit], parents[unit]
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


def _duties(birth: Birth) -> Iterator[tuple[Any, ...]]:
    position = 0
    for job in birth.pack.organisation.job_titles:
        for path, level, text in _duty_lines(job.duties):
            position += 1
            above = birth.ids("duty", job.code, *path[:-1]) if path else None
            yield birth.ids("duty", job.code, *path), job.code, above, level, plain(text), position


def _duty_lines(duties: Duties) -> Iterator[tuple[tuple[str, ...], str, Text]]:
    """Overall → category → item → detail; the path says where a line hangs."""
    yield (), "overall", duties.overall
    for c, category in enumerate(duties.categories):
        yield (f"{c}",), "category", category.name
        for i, item in enumerate(category.items):
            yield (f"{c}", f"{i}"), "item", item.name
            for d, detail in enumerate(item.details):
                yield (f"{c}", f"{i}", f"{d}"), "detail", detail


def standards(birth: Birth) -> Iterator[Batch]:
    """Version 1 of the standards, published, with its tree."""
    version = birth.ids("standard", "1")
    note = plain(birth.pack.pack.name)
    yield Batch("standards", "id, number, effective_from, published_at, published_by, note, quiz",
                [(version, birth.number, birth.first_day, birth.now, birth.by, note, _quiz(birth.pack))])  # fmt: skip
    nodes = [
        (birth.ids("node", node.code), version, birth.ids("node", above) if above else None, level, node.code,
         plain(node.name), *_demand(node), [birth.documents[one.file, one.name] for one in node.files], n)
        for n, (node, level, above) in enumerate(_tree(birth.pack), 1)
    ]  # fmt: skip
    columns = "id, standard_id, parent_id, level, code, name, criterion, principle, mark, unchecked, attachments, position"
    yield Batch("standard_nodes", columns, nodes)


def _quiz(pack: Pack) -> list[dict[str, Any]]:
    return [
        {"text": plain(q.text), "code": q.detail or "", "options": [plain(o) for o in q.options], "right": q.right - 1}
        for q in pack.standards.quiz
    ]  # fmt: skip


def _demand(node: Node) -> tuple[dict[str, Any] | None, dict[str, Any] | None, dict[str, Any], dict[str, Any] | None]:
    """Criterion, principle, mark, and why it is not checked; only a detail has them."""
    if not isinstance(node, Detail):
        return None, None, {}, None
    criterion = plain(node.criterion) if node.criterion else None
    principle = plain(node.principle) if node.principle else None
    return criterion, principle, stored_mark(node.mark), plain(node.unchecked) if node.unchecked else None


def _tree(pack: Pack) -> Iterator[tuple[Node, str, str | None]]:
    for system in pack.standards.systems:
        yield system, "system", None
        for category in system.categories:
            yield category, "category", system.code
            for item in category.items:
                yield item, "item", category.code
                for step in item.steps:
                    yield step, "step", item.code
                    yield from ((detail, "detail", step.code) for detail in step.details)
