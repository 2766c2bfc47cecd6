"""Many people at once, from a spreadsheet: invitations with their links, and what changes for members."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from saas import trail
from saas.files import put
from saas.people.arrivals import Arrival
from saas.people.invite import USUAL, expiry
from saas.people.roll_reads import Roll
from saas.sheets.book import Book
from saas.sheets.registry import Column, Progress, Row
from saas.shield import new_token, token_hash
from saas.words import N_
from tenants import current, db, later

BATCH = 1_000
LETTERS = 200  # a job


async def take_in(
    wanted: Sequence[Arrival], roll: Roll, *, by: UUID, now: datetime, today: date, progress: Progress
) -> str | None:
    """Write all of it by sets. The path of the list of links, or None where nobody is new.

    Letters go to the newcomers with an address, by jobs that leave with this transaction.
    """
    newcomers, members = [one for one in wanted if one.member is None], [one for one in wanted if one.member]
    await _change(members, roll, by=by, now=now, today=today)
    await progress(len(members))
    links: list[Row] = []
    for start in range(0, len(newcomers), BATCH):
        batch = newcomers[start : start + BATCH]
        links += await _invite(batch, roll, by=by, now=now, progress=progress)
        await progress(len(members) + start + len(batch))
    return await _kept(links, progress.locale) if links else None


async def _invite(batch: Sequence[Arrival], roll: Roll, *, by: UUID, now: datetime, progress: Progress) -> list[Row]:
    """Invitations of some people; an earlier open one of the same login works no more."""
    logins = [one.login for one in batch]
    await db().execute(
        """update invitations set withdrawn_at = $3
           where tenant_id = $1 and login = any ($2) and accepted_at is null and withdrawn_at is null""",
        current(), logins, now,
    )  # fmt: skip
    until = expiry(USUAL, now)
    tokens, mailed = [new_token() for _ in batch], [new_token() if "@" in login else None for login in logins]
    made = await db().fetch(
        INVITE, current(), by, now, until, [token_hash(token) for token in tokens],
        [token_hash(token) if token else None for token in mailed], logins, [one.name for one in batch],
        [one.role for one in batch], [roll.units[one.unit or ""].id for one in batch],
        [roll.posts[one.post].id if one.post else None for one in batch], [one.from_date for one in batch],
    )  # fmt: skip
    await trail.record_all("invite", "invitation", [row["id"] for row in made], by=by, now=now)
    address = f"{progress.address}/invitation/"
    letters = [
        {"to": one.login, "name": one.name, "link": address + token} for one, token in zip(batch, mailed, strict=True) if token
    ]
    for start in range(0, len(letters), LETTERS):
        await later("people.letters", letters=letters[start : start + LETTERS], locale=progress.locale)
    return [
        {"name": one.name, "login": one.login, "unit": one.unit, "post": one.post, "link": address + token, "until": until}
        for one, token in zip(batch, tokens, strict=True)
    ]


INVITE = """
insert into invitations (tenant_id, invited_by, created_at, expires_at, token_hash, mailed_hash, login, name, role, unit_id,
                         post_id, from_date)
select $1, $2, $3, $4, x.* from unnest($5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::uuid[],
                                       $12::date[]) x
returning id"""


async def _change(members: Sequence[Arrival], roll: Roll, *, by: UUID, now: datetime, today: date) -> None:
    """Names, roles and posts of people who are members already; what stands as asked stays untouched."""
    named = [one for one in members if one.member and one.name != one.member.name]
    await db().execute(
        """update memberships m set name = x.name from unnest($2::uuid[], $3::text[]) x (id, name)
            where m.tenant_id = $1 and m.id = x.id""",
        current(), [_id(one) for one in named], [one.name for one in named],
    )  # fmt: skip
    given = [one for one in members if one.role and one.unit]
    await db().execute(
        """insert into roles (tenant_id, membership_id, role, unit_id)
           select $1, x.* from unnest($2::uuid[], $3::text[], $4::uuid[]) x on conflict do nothing""",
        current(), [_id(one) for one in given], [one.role for one in given], [roll.units[one.unit or ""].id for one in given],
    )  # fmt: skip
    seated = [one for one in members if one.post and not roll.posts[one.post].since(one.login, today)]
    await db().execute(
        """insert into appointments (tenant_id, membership_id, post_id, from_date)
           select $1, x.* from unnest($2::uuid[], $3::uuid[], $4::date[]) x""",
        current(), [_id(one) for one in seated], [roll.posts[one.post or ""].id for one in seated],
        [one.from_date or today for one in seated],
    )  # fmt: skip
    await trail.record_all("change", "member", [_id(one) for one in members], by=by, now=now)
    await trail.record_all("appoint", "post", [roll.posts[one.post or ""].id for one in seated], by=by, now=now)


def _id(one: Arrival) -> Any:
    return one.member.id if one.member else None


async def _kept(links: list[Row], locale: str) -> str:
    """The list of links as a file of the company: the tokens stand nowhere else."""
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        path = Path(folder) / "links.xlsx"
        book = Book(path, N_("邀请链接"), LINKS, locale=locale, zone="Asia/Shanghai", offers={})
        await asyncio.to_thread(book.add, links)
        await asyncio.to_thread(book.close)
        return await put(current(), f"imports/{uuid4()}", await asyncio.to_thread(path.read_bytes))


LINKS = (
    Column("name", N_("姓名")), Column("login", N_("手机号或邮箱"), width=26), Column("unit", N_("单元编码")),
    Column("post", N_("岗位编码")),
    Column("link", N_("邀请链接"), width=80), Column("until", N_("有效期至"), kind="moment"),
)  # fmt: skip
