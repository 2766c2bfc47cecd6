"""The story of one finding: what happened, what it belongs to, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.findings.reads import FOUND, LINE, MINE, OPENLY, SEEN, Seen, seen, timed
from saas.findings.story_sql import AROUND, STEPS
from saas.refusals import not_found
from tenants import current, db

# $6 the finding, $7 the units whose leader or executive the reader is.
ONE = f"""
    select s.*, exists (select from unit_lines l
                         where l.tenant_id = $1 and l.unit_id = s.unit_id and l.ancestor_id = any ($7)) as led
      from ({SEEN}
             where f.tenant_id = $1 and f.id = $6 and ({MINE} or {FOUND} or {LINE} or exists (
                   select from extent_checks x where x.tenant_id = $1 and x.finding_id = f.id and x.post_id = any ($3)))
               and {OPENLY}) s"""  # noqa: S608

PHOTO = """
    select p.path from photos p
     where p.tenant_id = $1 and p.id = $3 and (
           exists (select from findings f where f.tenant_id = $1 and f.id = $2 and f.found -> 'photos' ? $3::text)
        or exists (select from (
               select photo_id from corrective_actions where tenant_id = $1 and finding_id = $2
               union all select photo_id from verifications where tenant_id = $1 and finding_id = $2
               union all select photo_id from containments where tenant_id = $1 and finding_id = $2
               union all select photo_id from extent_checks where tenant_id = $1 and finding_id = $2) s
            where s.photo_id = p.id))"""
LISTS = ("again", "places", "causes", "units", "posts", "people")


@dataclass(frozen=True)
class Around:
    """`again`: the same before and after; `places`: who was asked to look elsewhere, and what they saw. To choose from:
    `units` beside it (code, name), `posts` near it (code, name, unit, whether the reader leads it), `people` who hold them.
    """

    again: Sequence[Mapping[str, Any]]
    parent: Mapping[str, Any] | None
    kept: Mapping[str, Any] | None
    places: Sequence[Mapping[str, Any]]
    causes: Sequence[tuple[str, Mapping[str, str]]]
    explained: Mapping[str, Any] | None
    planned: str | None
    units: Sequence[tuple[str, Mapping[str, str]]]
    posts: Sequence[tuple[str, Mapping[str, str], Mapping[str, str], bool]]
    people: Sequence[tuple[str, str]]

    @property
    def waiting(self) -> int:
        """Places that have not answered."""
        return sum(place["answer"] is None for place in self.places)


@dataclass(frozen=True)
class Story:
    """What the reader is to it: `led`, leads the line of its unit; `mends`, holds its post or was given its action; `did`,
    acted last.
    """

    finding: Seen
    led: bool
    mends: bool
    did: bool
    steps: Sequence[Any]
    around: Around

    @property
    def turn(self) -> str | None:
        """The form this person gets: act, verify or none. The verbs decide again, under their lock."""
        if self.finding.state == "open" and self.mends:
            return "act"
        return "verify" if self.finding.state == "acted" and self.led and not (self.mends or self.did) else None


@dataclass(frozen=True)
class Reader:
    """Who reads: posts held, units at the head of lines, and of those the ones led as leader or executive.

    `outside`: the units an outsider is confined to.
    """

    member: UUID
    posts: Sequence[UUID]
    leads: Sequence[UUID]
    leading: Sequence[UUID]
    outside: list[UUID] | None


async def story(finding: UUID, reader: Reader, *, today: date) -> Story:
    """One finding in three statements; not found outside one's posts and lines and what one found oneself."""
    row = await _visible(finding, reader, today)
    found, outside = seen(row), reader.outside
    mends = found.post_id in reader.posts or found.acting_post_id in reader.posts or found.acting_id == reader.member
    steps = await db().fetch(STEPS, current(), finding, outside)
    may = found.waits and (mends or row["led"])
    told = dict(await db().fetchrow(AROUND, current(), finding, may, list(reader.leading), outside))
    told |= {name: timed(told[name] or ()) for name in LISTS}
    acted = [step["member"] for step in steps if step["kind"] == "acted"]
    return Story(found, row["led"], mends, acted[-1:] == [reader.member], [_step(step) for step in steps], Around(**told))


def _step(row: Any) -> dict[str, Any]:
    told = dict(row)
    return told | {"more": timed([told["more"] or {}])[0]}


async def photo_path(finding: UUID, photo: UUID, reader: Reader, *, today: date) -> str:
    """Where a photo of a finding lies, for everybody who may read its story. Raises 404."""
    await _visible(finding, reader, today)
    path: str | None = await db().fetchval(PHOTO, current(), finding, photo)
    if path is None:
        raise not_found()
    return path


async def _visible(finding: UUID, reader: Reader, today: date) -> Any:
    row = await db().fetchrow(
        ONE, current(), today, list(reader.posts), list(reader.leads), reader.member, finding, list(reader.leading)
    )
    if row is None:
        raise not_found()
    return row


async def finding_of(extent: UUID) -> UUID:
    """The finding for which a place was asked. Raises 404."""
    found: UUID | None = await db().fetchval(
        "select finding_id from extent_checks where tenant_id = $1 and id = $2", current(), extent
    )
    if found is None:
        raise not_found()
    return found
