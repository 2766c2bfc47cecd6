"""What is told: the list of a person, the endpoints of a company, and what a letter needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from saas.notices.digests import Line
from saas.notices.kinds import BREAKING, KINDS, URGENT, sentence
from saas.notices.set_rules import NOUN, USUAL
from saas.refusals import not_found
from tenants import current, db, inside, lobby

PAGE = 50

LIST = """
    select id, kind, words, at, read_at, count(*) over () as total, count(*) filter (where read_at is null) over () as unread
      from notices where tenant_id = $1 and membership_id = $2 and ($3::uuid is null or letter_id = $3)
     order by read_at is not null, at desc, id desc limit $4 offset $5"""
RULES = f"""
    select r.digest_at, r.quiet_from, r.quiet_until, r.urgent, r.breaking,
           (select coalesce(max(v.edition), 0) from revisions v
             where v.tenant_id = $1 and v.noun = '{NOUN}' and v.noun_id = $1) as edition
      from (select) one left join notice_rules r on r.tenant_id = $1"""  # noqa: S608 – a word of our own
WISHES = """
    select w.digest_at, w.quiet_from, w.quiet_until, w.ways, coalesce(p.login like '%@%', false) as has_mail,
           p.mail_proven_at is not null as proven
      from memberships m join persons p on p.id = m.person_id
      left join notice_wishes w on w.tenant_id = $1 and w.membership_id = m.id
     where m.tenant_id = $1 and m.id = $2"""
ENDPOINTS = """
    select e.id, e.name, e.shape, e.host, e.hint, e.kinds, e.locale, e.unit_id, u.name as unit, e.secret is not null as signed,
           (select count(*) from deliveries d where d.tenant_id = $1 and d.endpoint_id = e.id and d.state = 'dead') as dead,
           (select max(d.sent_at) from deliveries d where d.tenant_id = $1 and d.endpoint_id = e.id) as sent_at,
           (select coalesce(max(v.edition), 0) from revisions v
             where v.tenant_id = $1 and v.noun = 'endpoint' and v.noun_id = e.id) as edition
      from endpoints e left join units u on u.tenant_id = $1 and u.id = e.unit_id
     where e.tenant_id = $1 and e.closed_at is null and ($2::uuid is null or e.id = $2) order by e.name, e.id"""
DELIVERIES = """
    select id, kind, words, at, state, attempts, due_at, sent_at, status, answer, count(*) over () as total
      from deliveries where tenant_id = $1 and endpoint_id = $2 order by state <> 'dead', at desc, id desc limit $3 offset $4"""
UNITS = "select id, code, name from units where tenant_id = $1 and closed_on is null order by code limit 500"


@dataclass(frozen=True)
class Notice:
    """One line of the list."""

    id: UUID
    kind: str
    text: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Notices:
    rows: list[Notice]
    total: int
    unread: int


async def notices(member: UUID, locale: str, page: int, letter: UUID | None = None) -> Notices:
    """What a person was told, the unread first; of one letter where it is named."""
    rows = await db().fetch(LIST, current(), member, letter, PAGE, (page - 1) * PAGE)
    found = [
        Notice(row["id"], KINDS[row["kind"]].title, sentence(row["kind"], row["words"], locale), row["at"], row["read_at"])
        for row in rows
    ]
    return Notices(found, rows[0]["total"] if rows else 0, rows[0]["unread"] if rows else 0)


@dataclass(frozen=True)
class AtOnce:
    """The kinds that are written about at once; `breaking`: even in quiet hours."""

    urgent: frozenset[str]
    breaking: frozenset[str]


async def at_once() -> AtOnce:
    """As the company has it; what breaks the quiet is urgent."""
    row = await db().fetchrow("select urgent, breaking from notice_rules where tenant_id = $1", current())
    urgent, breaking = (row["urgent"], row["breaking"]) if row else (URGENT, BREAKING)
    return AtOnce(frozenset(urgent) | frozenset(breaking), frozenset(breaking))


async def rules() -> dict[str, Any]:
    """What holds in the company, and its edition."""
    row = dict(await db().fetchrow(RULES, current()))
    return row if row["digest_at"] is not None else {**row, **USUAL}


async def wishes(member: UUID) -> Any:
    """A person's own; None where the company's holds."""
    return await db().fetchrow(WISHES, current(), member)


async def endpoints(only: UUID | None = None) -> list[Any]:
    """The open ones, or the one; never an address or a secret."""
    found: list[Any] = await db().fetch(ENDPOINTS, current(), only)
    return found


async def endpoint(wanted: UUID) -> Any:
    """Raises 404 where there is none (any more)."""
    found = await endpoints(wanted)
    if not found:
        raise not_found()
    return found[0]


async def deliveries(of: UUID, page: int, locale: str) -> tuple[list[dict[str, Any]], int]:
    """What was sent there or given up, the failures first."""
    rows = await db().fetch(DELIVERIES, current(), of, PAGE, (page - 1) * PAGE)
    found = [dict(row) | {"text": sentence(row["kind"], row["words"], locale)} for row in rows]
    return found, rows[0]["total"] if rows else 0


async def units() -> list[Any]:
    """What an endpoint may be confined to."""
    found: list[Any] = await db().fetch(UNITS, current())
    return found


async def sealed(wanted: UUID) -> Any:
    """Shape, address and secret as they lie there, for the one try of the test button. Raises 404."""
    row = await db().fetchrow(
        """select e.id as endpoint_id, e.shape, e.address, e.secret, e.locale, t.name as company, t.slug from endpoints e
             join tenants t on t.id = $1 where e.tenant_id = $1 and e.id = $2 and e.closed_at is null""",
        current(), wanted,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return row


async def letter_lines(tenant: UUID, letter: UUID) -> tuple[str, list[Line]]:
    """The company's address and the notices of a letter that were not read meanwhile, in a short transaction of its own."""
    async with inside(tenant):
        rows = await db().fetch(
            """select t.slug, n.kind, n.noun_id, n.words from notices n join tenants t on t.id = $1
                where n.tenant_id = $1 and n.letter_id = $2 and n.read_at is null order by n.at, n.id""",
            tenant, letter,
        )  # fmt: skip
    return rows[0]["slug"] if rows else "", [Line(row["kind"], row["noun_id"], row["words"]) for row in rows]


async def company_name(tenant: UUID) -> str:
    """The company's name, in a short transaction of its own."""
    async with inside(tenant):
        return str(await db().fetchval("select name from tenants where id = $1", tenant))


async def is_proven(login: str) -> bool:
    """Whether the person with this address has shown that it is theirs."""
    async with lobby():
        return bool(await db().fetchval("select true from persons where login = $1 and mail_proven_at is not null", login))


def clock(at: time | None) -> str:
    """A time of day for a form."""
    return f"{at:%H:%M}" if at else ""
