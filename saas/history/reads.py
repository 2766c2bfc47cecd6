"""The editions of one thing, newest first, each with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import forms
from saas.differences import Difference, differences
from saas.refusals import not_found
from saas.revisions import Noun, nouns
from tenants import current, db

PAGE = 50


@dataclass(frozen=True)
class Edition:
    """One saved state: who, when, why, and the fields that differ from the edition before (all of them for a first one)."""

    edition: int
    at: datetime
    name: str
    why: str | None
    first: bool
    changes: list[Difference]


@dataclass(frozen=True)
class History:
    noun: Noun
    editions: list[Edition]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return forms.pages(self.total, PAGE)


async def history(noun_id: UUID, page: int) -> History:
    """One page of the editions of a thing. Raises 404 where nothing was ever revised under this id."""
    rows = await db().fetch(EDITIONS, current(), noun_id, PAGE, (page - 1) * PAGE)
    if not rows:
        raise not_found()
    noun = nouns.get(rows[0]["noun"], Noun(""))
    return History(noun, [_edition(noun, row) for row in rows], rows[0]["total"], page)


EDITIONS = """
select r.noun, r.edition, r.at, r.why, r.after, m.name, count(*) over () as total,
       coalesce(lag(r.after) over (partition by r.noun order by r.edition), r.before) as old
  from revisions r join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id
 where r.tenant_id = $1 and r.noun_id = $2
 order by r.at desc, r.edition desc limit $3 offset $4"""


def _edition(noun: Noun, row: Any) -> Edition:
    changes = differences(noun, row["old"], row["after"])
    return Edition(row["edition"], row["at"], row["name"], row["why"], row["old"] is None, changes)
