"""Take in one filled list: judged, stored and acknowledged in one step, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

import asyncpg

from saas.checks.problems import PHOTO_UNREADABLE, in_words
from saas.checks.reading import Problem as Fault
from saas.checks.rules import Judged, judge
from saas.checks.sent import Sent, content_hash, photos_of, words_of
from saas.checks.taken import taken
from saas.checks.things import Thing, thing
from saas.checks.versions import Published, load_alone
from saas.refusals import Refused, not_found
from saas.values import half_up
from saas.words import N_
from tenants import inside, once

TEN_THOUSAND = 10_000

SENTENCES = {
    "conflict": (409, N_("这个编号已经用于另一份内容，没有改动。请重新打开检查表再填。")),
    "stale": (409, N_("检查表已换新版，请按新版重新填写。已填的内容仍在本机。")),
    "closed": (409, N_("这一天所在的考核周期已结算，不能再交。")),
    "early": (422, N_("还没到这一天，请当天再交。内容已存在本机。")),
    "photos": (422, N_("有照片还没有传到，请等照片传完再交。")),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement: the same for every repetition. `score` to two places, None where nothing
    applied.
    """

    receipt: str
    received_at: datetime
    score: Decimal | None
    findings: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: company, membership and the posts held today."""

    tenant: UUID
    member: UUID
    posts: Sequence[UUID]


async def submit(check: UUID, sent: Sent, due: dict[str, Any], *, by: Sender, now: datetime) -> Receipt:
    """Store the check `check` for `due` (the row that `enter` read, with book figures) and return its
    receipt.

    One round trip; its own transaction, committed when this returns. Same id and same content: the same
    receipt.
    Refused: 404 not this person's, 409 other content, taken, stale version or closed cycle, 422 problems
    by point.
    """
    if str(sent.due) != due["id"] or not await _held(due, by):
        raise not_found()
    digest = content_hash(sent)
    try:
        values = await _judged(sent, due, by)
    except Refused:
        # The book or the list may have moved since it was received: what was taken once stays taken.
        receipt = await _again(by, check, digest)
        if receipt is None:
            raise
        return receipt
    return await _store(check, sent, digest, values, by, now)


async def _held(due: dict[str, Any], by: Sender) -> bool:
    """Whether it is the sender's: who was away may have left the post since that day."""
    post = UUID(due["post_id"])
    if post in by.posts:
        return True
    async with inside(by.tenant) as connection:
        day = date.fromisoformat(due["business_date"])
        return bool(await connection.fetchval("select held_on($1, $2, $3, $4)", by.tenant, by.member, post, day))


async def _judged(sent: Sent, due: dict[str, Any], by: Sender) -> tuple[Any, ...]:
    """What the database function stores of the judgement: score, vetoed, failed, then one array a column."""
    published = await _of_the_day(sent, due, by.tenant)
    book = {point: Decimal(figure) for point, figure in (due["book"] or {}).items()}
    due_thing = await _thing(published, due, by.tenant)
    if due_thing is not None:
        book |= due_thing.figures(published.attributes)
    judged = judge(published.rules, sent.answers, book, due_thing.code if due_thing else None)
    if judged.problems:
        raise in_words(judged.problems)
    failed = sum(result.verdict == "fail" for result in judged.points)
    arrays = (published.ids, published.positions, *_columns(judged, sent.answers))
    return judged.score, bool(judged.vetoes), failed, *arrays


async def _of_the_day(sent: Sent, due: dict[str, Any], tenant: UUID) -> Published:
    """The version that was filled in: the one laid out, or another of the same list; whether that was in force on the day,
    the database tells.
    """
    if str(sent.version) == due["version_id"]:
        return await load_alone(tenant, sent.version)
    try:
        published, laid_out = await load_alone(tenant, sent.version), await load_alone(tenant, UUID(due["version_id"]))
    except Refused:
        _refuse("stale")
    if published.checklist != laid_out.checklist:
        _refuse("stale")
    return published


async def _thing(published: Published, due: dict[str, Any], tenant: UUID) -> Thing | None:
    """The object itself, read only for lists that look at it."""
    if due["object_id"] is None or not published.looks_at_object:
        return None
    async with inside(tenant):
        return await thing(UUID(due["object_id"]))


async def _store(check: UUID, sent: Sent, digest: bytes, values: tuple[Any, ...], by: Sender, now: datetime) -> Receipt:
    claimed = (sent.replaces, sent.started, sent.finished)
    try:
        row = await once(
            "submit_check", by.tenant, check, sent.due, sent.version, by.member, by.posts, digest, *claimed,
            now, *values,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        _refuse("conflict")
    if row is not None and row["outcome"] == "taken":
        async with inside(by.tenant):
            raise await taken(sent.due)
    if row is None or row["outcome"] not in ("received", "again"):
        _refuse(row["outcome"] if row else "unknown")
    return _receipt(row)


def _columns(judged: Judged, answers: list[dict[str, Any]]) -> tuple[list[Any] | None, ...]:
    """Verdicts, shares, earned, numbers, choices, texts, books, photos: one entry a point, in the list's
    order.
    """
    given = {answer["point"]: answer for answer in answers}
    rows, faults = [], []
    for result in judged.points:
        # What a phone sends for a follow-up that is not asked is not kept.
        answer = given[result.point] if result.verdict != "skipped" else {}
        try:
            photos = photos_of(answer)
        except ValueError:
            faults.append(Fault(result.point, PHOTO_UNREADABLE))
            continue
        shares = (_e4(result.raw), _e4(result.g))
        said = (result.number, result.choice or answer.get("choice"), words_of(answer), result.book, photos)
        rows.append((result.verdict, *shares, *said))
    if faults:
        raise in_words(faults)
    columns = map(list, zip(*rows, strict=True))
    # A column of nothing goes as nothing: unnest fills it up.
    return tuple(column if any(value is not None for value in column) else None for column in columns)


def _e4(share: Decimal | None) -> int:
    """A share in whole ten-thousandths, half-up: the roll-up adds integers."""
    return 0 if share is None else int(half_up(share * TEN_THOUSAND, 0))


async def _again(by: Sender, check: UUID, digest: bytes) -> Receipt | None:
    """The receipt of what was received before under this id with this content."""
    async with inside(by.tenant) as connection:
        row = await connection.fetchrow(
            """select c.receipt, c.received_at, c.score_sent as score,
                      (select count(*) from answers a
                        where a.tenant_id = $1 and a.check_id = c.id and a.verdict = 'fail') as failed
                 from checks c where c.tenant_id = $1 and c.id = $2 and c.membership_id = $3 and
                     c.content_hash = $4""",
            by.tenant, check, by.member, digest,
        )  # fmt: skip
    return _receipt(row) if row else None


def _receipt(row: Any) -> Receipt:
    score = row["score"]
    return Receipt(row["receipt"], row["received_at"], None if score is None else half_up(score, 2), row["failed"])


def _refuse(outcome: str) -> NoReturn:
    if outcome == "unknown":
        raise not_found()
    raise Refused(*SENTENCES[outcome])
