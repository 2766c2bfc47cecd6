"""A leader corrects one answer of a check; the original stays, what follows from it is judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.checks.problems import SENTENCES
from saas.checks.rules import Judged, judge
from saas.checks.said import as_sent
from saas.checks.things import thing
from saas.checks.versions import Published, load
from saas.refusals import Refused, not_found
from saas.reviews import reads
from saas.reviews.answer import Answered
from saas.reviews.gate import Held, already_decided, hold_to_decide, require_open_cycle, required
from saas.reviews.ledger import post_counts, put_back
from saas.values import half_up
from saas.words import N_
from tenants import current, db, later

TEN_THOUSAND = 10_000
# What was written, photographed or signed stays the sender's: a leader only says whether it holds.
RULED = frozenset({"text", "photo", "signature"})


async def correct(
    check: UUID, point: UUID, *, became: Mapping[str, Any], reason: str, by: UUID, now: datetime
) -> None:
    """Give one point its right answer in the point's own terms: {"verdict": …}, {"number": …}, {"choice": …};
    of a text, a photo or a signature only whether it holds: {"verdict": "pass" | "fail" | "na"}.

    Veto and section effects, score, tally and (once accepted) the book follow in the same transaction;
    findings follow by their job. Refused: 404 outside the line or no such point, 403 on own work, 409 for a
    replaced check or a closed cycle, 422 without a reason or with a value the point cannot take.
    """
    held = await hold_to_decide(check, by=by, now=now)
    reason = required(reason, field="reason")
    if held.state == "replaced":
        raise already_decided(held)
    await require_open_cycle(held.business_date)
    answers = await reads.answers(check)
    answer = next((one for one in answers if one.point == point), None)
    if answer is None:
        raise not_found()
    published = await load(held.version_id)
    judged = _judge(published, answers, answer, became, await _code(published, check))
    now_is = _as_kept(became, judged, answer)
    if now_is == _standing(answer):
        raise Refused(422, N_("与原来的答案相同，不用更正。"), field="became")
    await _write(held, published, judged)
    await _keep(held, answer, now_is, reason=reason, by=by, now=now)
    if held.state == "accepted":
        await put_back([check])
        await post_counts([check])
    await later("findings.register", check=str(check))


async def _code(published: Published, check: UUID) -> str | None:
    """The code of the object a scan is held against, read only for lists that scan."""
    if not published.looks_at_object:
        return None
    found = await db().fetchval("select object_id from checks where tenant_id = $1 and id = $2", current(), check)
    held = await thing(found) if found else None
    return held.code if held else None


def _judge(
    published: Published, answers: Sequence[Answered], corrected: Answered, became: Mapping[str, Any], code: str | None
) -> Judged:
    """The check with one answer exchanged. Evidence was the sender's to give: the reason stands for it."""
    said = {one.code: dict(became if one is corrected else one.now) for one in answers}
    ruled = {one.code for one in answers if one.kind in RULED and (one is corrected or "verdict" in said[one.code])}
    points = tuple(
        replace(point, evidence="none", proof={}, kind="pass_fail" if point.code in ruled else point.kind)
        for point in published.rules.points
    )
    rules = replace(published.rules, points=points)
    given = [{"point": code} | values for code, values in said.items()]
    judged = judge(rules, given, {one.code: one.book for one in answers if one.book is not None}, code)
    if judged.problems:
        problem = judged.problems[0]
        raise Refused(422, SENTENCES[problem.code], field="became", **problem.params)
    return judged


def _standing(answer: Answered) -> Mapping[str, Any]:
    """As a correction would say it: what was given without a word of a leader holds."""
    return {"verdict": "pass"} if answer.kind in RULED and "verdict" not in answer.now else answer.now


def _as_kept(became: Mapping[str, Any], judged: Judged, corrected: Answered) -> dict[str, Any]:
    """What was typed, as the rules understood it: １２ 箱 is kept as 12."""
    result = next(one for one in judged.points if one.point == corrected.code)
    if corrected.kind in RULED:
        return {"verdict": "na" if result.verdict == "skipped" else result.verdict}
    values = dict(became) | {"number": result.number, "choice": result.choice or became.get("choice")}
    return as_sent(corrected.kind, result.verdict, values)


async def _write(held: Held, published: Published, judged: Judged) -> None:
    """Everything that follows from the answers, with the day's tally kept true."""
    failed = sum(result.verdict == "fail" for result in judged.points)
    await db().execute("select tally_check($1, $2, -1)", current(), held.id)
    await db().execute(
        """update answers a set verdict_now = n.verdict, share_now_e4 = n.share, earned_now_e4 = n.earned
             from unnest($3::uuid[], $4::text[], $5::int[], $6::int[]) n (point, verdict, share, earned)
            where a.tenant_id = $1 and a.check_id = $2 and a.point_id = n.point""",
        current(), held.id, published.ids, [result.verdict for result in judged.points],
        [_e4(result.raw) for result in judged.points], [_e4(result.g) for result in judged.points],
    )  # fmt: skip
    await db().execute(
        "update checks set score = $3, vetoed = $4, failed = $5 where tenant_id = $1 and id = $2",
        current(), held.id, judged.score, bool(judged.vetoes), failed,
    )  # fmt: skip
    await db().execute("select tally_check($1, $2, 1)", current(), held.id)


async def _keep(
    held: Held, answer: Answered, became: dict[str, Any], *, reason: str, by: UUID, now: datetime
) -> None:
    """The correction itself: what it was, what it became, who, when, why."""
    await db().execute(
        """insert into corrections (tenant_id, check_id, point_id, number, was, became, reason, membership_id,
                                    corrected_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        current(), held.id, answer.point, answer.corrections + 1, answer.now, became, reason, by, now,
    )  # fmt: skip
    kept = {"point": answer.code, "was": answer.now, "became": became}
    await trail.record("correct", "check", held.id, by=by, now=now, why=reason, **kept)


def _e4(share: Decimal | None) -> int:
    """A share in whole ten-thousandths, as a submit stores it."""
    return 0 if share is None else int(half_up(share * TEN_THOUSAND, 0))
