"""Editing with care: one door for every edited thing of the configuration.

The editions of a thing are append-only. A form carries the edition it was opened with; of two people who
opened the same one, the first writes the next edition, the second is told and sees the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.refusals import Stale
from tenants import current, db

MOST = 2**31 - 1  # a column's largest integer
NEVER = -1  # an edition that nothing has


@dataclass(frozen=True)
class Noun:
    """What the history page knows of a kind of thing: its word, the titles of its fields, and what their values are
    called where they are keys (field → value → msgid).
    """

    word: str
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


nouns: dict[str, Noun] = {}


def titles(
    noun: str, fields: Mapping[str, str], *, word: str = "", values: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Name a noun, the fields of its `after` and the keys among their values, for the history and for the difference of
    two editions.
    """
    known = nouns.get(noun, Noun(word))
    nouns[noun] = Noun(word or known.word, {**known.fields, **fields}, {**known.values, **(values or {})})


async def revise(
    noun: str, noun_id: UUID, seen: int, after: Mapping[str, Any], *, by: UUID, now: datetime, why: str | None = None,
    before: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Write edition `seen` + 1 of a thing in the open transaction and return its number.

    `seen`: the edition the form was opened with, 0 for a thing never revised. `after`: field → plain JSON value
    as a reader would know it (codes and names, no ids). `before`: what stood there, told with the first edition.
    Raises Stale (409) when somebody else wrote that edition first.
    """
    seen = seen if 0 <= seen < MOST else NEVER
    edition = await db().fetchval(
        """insert into revisions (tenant_id, noun_id, noun, edition, at, membership_id, why, before, after)
           select $1, $2, $3, $4::int + 1, $5, $6, $7, $8, $9
            where $4 = (select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun_id = $2 and noun = $3)
           on conflict do nothing returning edition""",
        current(), noun_id, noun, seen, now, by, why, None if seen or before is None else dict(before), dict(after),
    )  # fmt: skip
    if edition is None:
        raise await _stale(noun, noun_id, seen, after)
    return edition


async def _stale(noun: str, noun_id: UUID, seen: int, mine: Mapping[str, Any]) -> Stale:
    """What the others wrote since `seen`: the newest edition, and what the form was opened with where it is known."""
    rows = await db().fetch(
        """select r.edition, r.at, r.before, r.after, m.name from revisions r
             join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id
            where r.tenant_id = $1 and r.noun_id = $2 and r.noun = $3 and r.edition >= $4 order by r.edition""",
        current(), noun_id, noun, seen,
    )  # fmt: skip
    newest = rows[-1] if rows else None
    return Stale(
        noun=noun, noun_id=noun_id, edition=newest["edition"] if newest else 0, name=newest["name"] if newest else "",
        at=newest["at"] if newest else None, theirs=newest["after"] if newest else {}, mine=dict(mine), base=_base(rows, seen),
    )  # fmt: skip


def _base(rows: list[Any], seen: int) -> Any:
    """What the form was opened with: that edition, or what stood before the first one; None where nobody wrote it down."""
    if not rows:
        return None
    if rows[0]["edition"] == seen:
        return rows[0]["after"]
    return rows[0]["before"] if seen == 0 else None
