"""Whether units are put in order, in the whole company or by one measure, and how many at least make a group."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.benchmarks.peers import FEWEST, MOST
from saas.benchmarks.reads import frame
from saas.benchmarks.rules import ALL
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db, later

LONGEST = 300


async def set_rules(subject: str, ranking: bool, least: int | None, why: str, *, by: UUID, now: datetime) -> UUID:
    """`subject`: "all", or what is measured. Groups are made anew with the next closing; older ones stay as they are.

    Refused: 422 unknown subject, too few or too many units, or no reason.
    """
    if subject != ALL and subject not in (await frame()).measures:
        raise Refused(422, N_("请选一项。"), field="subject")
    if subject == ALL and (least is None or not FEWEST <= least <= MOST):
        raise Refused(422, N_("一组至少 %(fewest)s 个单元，最多 %(most)s 个。"), field="least", fewest=FEWEST, most=MOST)
    if not why or len(why) > LONGEST:
        raise Refused(422, N_("请写原因，%(most)s 字以内。"), field="why", most=LONGEST)
    made: UUID = await db().fetchval(
        """insert into benchmark_rules (tenant_id, subject, ranking, least, why, set_at, set_by)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), subject, ranking, least if subject == ALL else None, why, now, by,
    )  # fmt: skip
    await trail.record("set", "benchmark_rule", made, by=by, now=now, why=why, subject=subject, ranking=ranking)
    if not ranking:
        await later("reports.withdraw")
    return made
