"""One delivery to an endpoint: tried, noted, and put off where it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from saas.notices.kinds import KINDS, TRIAL, path, sentence
from saas.notices.outgoing import Answer, Unreachable, post
from saas.notices.rules import next_try
from saas.notices.seal import unseal
from saas.notices.shapes import Said, request, taken
from saas.refusals import Refused
from saas.words import translator
from tenants import current, db, inside, later

KEPT = 500

# Claimed for as long as one try may take: a second worker finds it taken.
CLAIM = """
    update deliveries d set attempts = d.attempts + 1, due_at = $3 + interval '1 minute'
      from endpoints e, tenants t
     where d.tenant_id = $1 and d.id = $2 and d.state = 'waiting' and d.due_at <= $3
       and e.tenant_id = $1 and e.id = d.endpoint_id and e.closed_at is null and t.id = $1
    returning d.id, d.kind, d.noun_id, d.words, d.at, d.attempts, d.endpoint_id, e.shape, e.address, e.secret, e.locale,
              t.name as company, t.slug"""


@dataclass(frozen=True)
class Way:
    """What sending needs of this copy of the product: its key, its own address, and the hosts of one's own network."""

    secret: bytes
    origin: str
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """Whether the endpoint took it, and what it said (or a msgid why nothing came)."""

    ok: bool
    status: int | None
    answer: str


async def deliver(tenant: UUID, delivery: UUID, *, way: Way, now: datetime) -> Outcome | None:
    """Try it once, outside any transaction while the endpoint is spoken to. None where there is nothing to do (now)."""
    async with inside(tenant):
        row = await db().fetchrow(CLAIM, current(), delivery, now)
    if row is None:
        return None
    outcome = await send(tenant, row, way=way, now=now)
    async with inside(tenant):
        await _note(delivery, outcome, row["attempts"], now)
    return outcome


async def send(tenant: UUID, row: Mapping[str, Any], *, way: Way, now: datetime) -> Outcome:
    """Say it to the endpoint of the row. Never raises for what the other side does."""
    opened = {"tenant": tenant, "thing": row["endpoint_id"]}
    url = unseal(way.secret, row["address"], **opened)
    secret = unseal(way.secret, row["secret"], **opened) if row["secret"] else None
    made = request(row["shape"], url, secret, _said(row, way.origin), now)
    try:
        answer: Answer = await post(made.url, made.body, made.headers, allowed=way.allowed)
    except (Unreachable, Refused) as fault:
        return Outcome(False, None, str(fault))
    return Outcome(taken(row["shape"], answer.status, answer.body), answer.status, answer.text[:KEPT].replace("\0", ""))


def _said(row: Mapping[str, Any], origin: str) -> Said:
    locale, way = row["locale"], f"/{row['slug']}{path(row['kind'], row['noun_id'])}"
    return Said(
        id=str(row["id"]), kind=row["kind"], title=translator(locale)(KINDS.get(row["kind"], TRIAL).title),
        text=sentence(row["kind"], row["words"], locale), link=urljoin(origin, way),
        company=row["company"], at=row["at"], noun=str(row["noun_id"]),
    )  # fmt: skip


async def _note(delivery: UUID, outcome: Outcome, attempts: int, now: datetime) -> None:
    again = None if outcome.ok else next_try(attempts, now)
    state = "sent" if outcome.ok else "waiting" if again else "dead"
    await db().execute(
        """update deliveries set state = $3, status = $4, answer = $5, due_at = coalesce($6, due_at),
                  sent_at = case when $3 = 'sent' then $7::timestamptz end
            where tenant_id = $1 and id = $2""",
        current(), delivery, state, outcome.status, outcome.answer, again, now,
    )  # fmt: skip
    if again:
        await later("notices.deliver", due=again, delivery=str(delivery))
