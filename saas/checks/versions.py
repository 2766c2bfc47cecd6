"""A published list as rules and phone need it; versions never change, so a process reads each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from markupsafe import Markup

from saas.checks.points import Limits, ListVersion, Option, Point, Section, When
from saas.refusals import not_found
from saas.shelf import Shelf
from saas.words import environment
from tenants import current, db, inside

VERSION = """
    select v.id, l.code, l.name, v.checklist_id, v.number, v.scoring, v.sections, v.effective_from,
        v.published_at,
           (select jsonb_agg(jsonb_build_object('id', p.id, 'code', p.code, 'section', p.section, 'kind',
               p.kind,
                   'position', p.position, 'text', p.text, 'weight', p.weight::text, 'veto', p.veto,
                   'evidence', p.evidence, 'uom', p.uom, 'limits', p.limits, 'options', p.options,
                   'detail', p.detail_code, 'mark', p.mark, 'judge', p.judge) order by p.position)
              from points p where p.tenant_id = v.tenant_id and p.version_id = v.id) as points,
           (select h.body ->> 'veto' from schemes h where h.tenant_id = v.tenant_id
             order by h.number desc limit 1) as veto
      from checklist_versions v
      join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
     where v.tenant_id = $1 and v.id = any ($2)"""


@dataclass(frozen=True)
class Published:
    """One version: `rules` to judge by, `ids` and `positions` to store by, `sections`, `points` to show."""

    id: UUID
    checklist: UUID
    name: dict[str, str]
    number: int
    rules: ListVersion
    ids: tuple[UUID, ...]
    positions: tuple[int, ...]
    sections: tuple[dict[str, Any], ...]
    points: tuple[dict[str, Any], ...]

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Point code → attribute of the object that holds its book figure."""
        return {point.code: point.attribute for point in self.rules.points if point.attribute}

    @cached_property
    def looks_at_object(self) -> bool:
        """Whether judging needs the object itself: its code or its attributes."""
        return bool(self.attributes) or any(point.kind == "scan" for point in self.rules.points)


_versions, _parts = Shelf(), Shelf()


async def load(version: UUID) -> Published:
    """The version, in the open transaction; refused as not found where this company has no such version."""
    found = (await load_many({version})).get(version)
    if found is None:
        raise not_found()
    return found


async def load_many(versions: set[UUID]) -> dict[UUID, Published]:
    """Several versions by id, in at most one statement; what this company does not have is left out."""
    kept = {version: _versions.get((current(), version)) for version in versions}
    missing = [version for version, published in kept.items() if published is None]
    if missing:
        for row in await db().fetch(VERSION, current(), missing):
            kept[row["id"]] = _versions.put((current(), row["id"]), _published(row))
    return {version: published for version, published in kept.items() if published}


async def load_alone(tenant: UUID, version: UUID) -> Published:
    """The same where no transaction is open: from memory, or in one of its own."""
    kept = _versions.get((tenant, version))
    if kept is not None:
        return kept
    async with inside(tenant):
        return await load(version)


def phone_part(
    tenant: UUID,
    published: Published,
    locale: str,
    given: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    photos: Mapping[str, str] | None = None,
) -> Markup:
    """The points as the phone shows them: rendered once for each version, language and set of standard photos (code of a
    detail → address), and anew with answers or errors.
    """
    photos = photos or {}
    if given or errors:
        template = environment(locale).get_template("checks/_points.html")
        shown = template.render(sections=published.sections, given=given or {}, errors=errors or {}, photos=photos)
        return Markup(shown)  # noqa: S704 - our template
    key = (tenant, published.id, locale, *sorted(photos.items()))
    kept = _parts.get(key)
    if kept is None:
        template = environment(locale).get_template("checks/_points.html")
        kept = _parts.put(key, Markup(template.render(sections=published.sections, photos=photos)))  # noqa: S704 - our template
    return kept


def _published(row: Any) -> Published:
    points = row["points"] or []
    sections = tuple(
        section | {"points": [point for point in points if point["section"] == section["code"]]} for section in row["sections"]
    )
    rules = ListVersion(
        row["code"], str(row["number"]),
        tuple(Section(part["code"], _decimal(part["weight"]), part["name"]) for part in sections),
        tuple(point_of(point) for point in points), row["scoring"], row["veto"] or "section",
    )  # fmt: skip
    return Published(
        row["id"], row["checklist_id"], row["name"], row["number"], rules,
        tuple(UUID(point["id"]) for point in points), tuple(point["position"] for point in points),
        sections, tuple(points),
    )  # fmt: skip


def point_of(row: dict[str, Any]) -> Point:
    """A point as the rules see it, from its columns as JSON."""
    judge, mark = row["judge"] or {}, row["mark"] or {}
    return Point(
        row["code"], row["section"], row["kind"], Decimal(row["weight"]), row["position"], row["text"],
        row["veto"], row["evidence"], row["uom"] or "", _limits(row["limits"]),
        tuple(Option(o["key"], _decimal(o["share"]), o["text"]) for o in row["options"] or ()),
        row["detail"] or "", judge.get("level") or mark.get("level", "C"), judge.get("attribute") or "",
        _when(judge.get("when")), judge.get("evidence") or {},
    )  # fmt: skip


def _when(given: dict[str, Any] | None) -> When | None:
    if not given:
        return None
    below, above = (_decimal(given[side]) if given.get(side) is not None else None for side in ("below", "above"))
    return When(given["point"], given.get("is"), bool(given.get("fails")), below, above)


def _limits(given: dict[str, Any] | None) -> Limits | None:
    if not given:
        return None
    return Limits(**{name: _decimal(value) for name, value in given.items() if value is not None})


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))
