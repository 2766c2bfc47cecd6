"""Make cards of open invitations, to be printed and handed out: each gets a new link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.people.invite import expiry
from saas.refusals import Refused
from saas.shield import new_token, token_hash
from saas.words import N_
from tenants import current, db

MOST = 200
TERM = 30


@dataclass(frozen=True)
class Card:
    """One card: for whom, as what, and the link, which stands in no table."""

    name: str
    login: str
    role: str
    unit: dict[str, str]
    post: dict[str, str] | None
    token: str
    expires_at: datetime


OPEN = """
select i.id, i.name, i.login, i.role, u.name as unit, p.name as post
  from invitations i join units u on u.tenant_id = i.tenant_id and u.id = i.unit_id
  left join posts p on p.tenant_id = i.tenant_id and p.id = i.post_id
 where i.tenant_id = $1 and i.accepted_at is null and i.withdrawn_at is null and ($2::uuid[] is null or i.id = any ($2))
 order by u.position, u.code, i.name limit $3 for update of i"""


async def hand_out(chosen: Sequence[UUID], *, by: UUID, now: datetime) -> list[Card]:
    """Cards of the chosen invitations, or of all open ones where none is chosen; earlier links stop working.

    At most 200 at a time. Raises 409 where none is open.
    """
    rows = await db().fetch(OPEN, current(), list(chosen) or None, MOST)
    if not rows:
        raise Refused(409, N_("没有待接受的邀请。"))
    expires_at = expiry(TERM, now)
    cards = [_card(row, expires_at) for row in rows]
    await db().execute(
        """update invitations i set token_hash = n.hash, expires_at = $4
             from unnest($2::uuid[], $3::bytea[]) as n (id, hash) where i.tenant_id = $1 and i.id = n.id""",
        current(), [row["id"] for row in rows], [token_hash(card.token) for card in cards], expires_at,
    )  # fmt: skip
    await trail.record("hand_out", "tenant", current(), by=by, now=now, cards=len(cards))
    return cards


def _card(row: Any, expires_at: datetime) -> Card:
    return Card(row["name"], row["login"], row["role"], row["unit"], row["post"], new_token(), expires_at)
