"""A leader hands in a spot check: judged by the same rules, kept beside the self-check and never in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.checks.problems import in_words
from saas.checks.rules import Judged, judge
from saas.checks.sent import words_of
from saas.checks.things import thing
from saas.checks.versions import Published, load
from saas.refusals import Refused
from saas.reviews.spot_gate import hold_spot
from saas.values import half_up
from saas.words import N_
from tenants import current, db

TEN_THOUSAND = 10_000


async def fill_spot(
    spot: UUID, answers: Mapping[str, Mapping[str, Any]], *, by: UUID, posts: Sequence[UUID], now: datetime
) -> None:
    """`answers`: point code → answer as a phone sends it. Scores, tallies and findings stay those of the self-check.

    Refused: 404 for anybody else's, 403 on own work, 409 when it is over, 422 with problems by point.
    """
    held = await hold_spot(spot, by=by, posts=posts)
    published = await load(held["version_id"])
    judged = await _judged(published, answers, held["object_id"])
    await _keep(spot, published, judged, answers)
    await db().execute(
        "update spot_checks set state = 'done', ended_at = $3, membership_id = $4, score = $5 where tenant_id = $1 and id = $2",
        current(), spot, now, by, judged.score,
    )  # fmt: skip
    await trail.record("fill", "spot_check", spot, by=by, now=now)


async def _judged(published: Published, answers: Mapping[str, Mapping[str, Any]], about: UUID | None) -> Judged:
    """Evidence is the doer's to give: a leader may add it and need not."""
    points = tuple(replace(point, evidence="none", proof={}) for point in published.rules.points)
    book = await db().fetch(
        "select point_code, figure from ledger_figures where tenant_id = $1 and object_id = $2", current(), about
    )
    figures = {row["point_code"]: row["figure"] for row in book}
    seen = await thing(about) if about and published.looks_at_object else None
    figures |= seen.figures(published.attributes) if seen else {}
    judged = judge(replace(published.rules, points=points), list(answers.values()), figures, seen.code if seen else None)
    if judged.problems:
        raise in_words(judged.problems)
    return judged


async def _keep(spot: UUID, published: Published, judged: Judged, answers: Mapping[str, Mapping[str, Any]]) -> None:
    given = [answers.get(one.point, {}) if one.verdict != "skipped" else {} for one in judged.points]
    await db().execute(
        """insert into spot_answers (tenant_id, spot_id, point_id, position, verdict, share_e4, number, choice, text, book,
                                     photos)
           select $1, $2, a.point, a.position, a.verdict, a.share, a.number, a.choice, a.text, a.book,
                  string_to_array(a.photos, ',')::uuid[]
             from unnest($3::uuid[], $4::int[], $5::text[], $6::int[], $7::numeric[], $8::text[], $9::text[], $10::numeric[],
                         $11::text[]) as a (point, position, verdict, share, number, choice, text, book, photos)""",
        current(), spot, list(published.ids), list(published.positions), [one.verdict for one in judged.points],
        [_e4(one.raw) for one in judged.points], [one.number for one in judged.points],
        [one.choice or said.get("choice") for one, said in zip(judged.points, given, strict=True)],
        [words_of(dict(said)) for said in given], [one.book for one in judged.points],
        [await _photos(said) for said in given],
    )  # fmt: skip


async def _photos(said: Mapping[str, Any]) -> str | None:
    """Ids of photos that are here."""
    ids = [UUID(str(one)) for one in said.get("photos") or ()]
    if not ids:
        return None
    known = await db().fetchval("select count(*) from photos where tenant_id = $1 and id = any ($2)", current(), ids)
    if known != len(set(ids)):
        raise Refused(422, N_("有照片还没有传到，请等照片传完再交。"), field="form")
    return ",".join(map(str, ids))


def _e4(share: Decimal | None) -> int:
    return 0 if share is None else int(half_up(share * TEN_THOUSAND, 0))
