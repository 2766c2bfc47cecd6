"""A company takes part in the comparison of companies: somebody signs for it, word for word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.benchmarks.put_in import put_in
from saas.refusals import Refused
from saas.words import N_, translator
from tenants import current, db

TERMS = (
    N_("本公司同意参加同行业公司对标。每个季度只交五个比率：检查合格率、检查按时率、问题按期关闭率、复核及时率、自己发现占比，以及公司人数。"),
    N_("不交公司名称、单位、人员、检查内容和任何金额。"),
    N_("只公布至少五家公司一组的平均数，取整，每季度一次，公布后不再改；成员变动不满五家时，新成员等到下一次。"),
    N_("随时可以退出：还没有公布的数字立即删除；已经公布的平均数里分不出任何一家，不再收回。"),
)


async def join(agreed: bool, *, locale: str, by: UUID, now: datetime) -> UUID:
    """Returns the consent. Refused: 422 where it was not agreed to, 409 where the company takes part already."""
    if not agreed:
        raise Refused(422, N_("请先读完并勾选同意。"), field="agreed")
    say = translator(locale)
    made: UUID | None = await db().fetchval(
        """insert into benchmark_consents (tenant_id, terms, signed_at, signed_by) values ($1, $2, $3, $4)
           on conflict (tenant_id) where withdrawn_at is null do nothing returning id""",
        current(), "\n".join(say(line) for line in TERMS), now, by,
    )  # fmt: skip
    if made is None:
        raise Refused(409, N_("本公司已经参加了。"))
    await put_in(now=now)
    await trail.record("join", "benchmark_consent", made, by=by, now=now)
    return made
