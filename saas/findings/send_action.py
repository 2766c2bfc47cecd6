"""What a phone wrote about a finding, perhaps days ago and perhaps sent twice, becomes its corrective action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, NoReturn
from uuid import UUID

import msgspec
from msgspec import Meta

from saas.findings.act_on import Phone, act_on
from saas.findings.gate import standing
from saas.findings.rules import MOST_WHYS
from saas.refusals import Refused, not_found
from saas.told import Moment
from saas.words import N_
from tenants import current, db

AWAY = timedelta(days=14)
OTHER = N_("这个编号已经用于另一份整改，没有改动。")
HANDED = N_("这个问题已经转给别人整改。您写的没有交上去，仍在这部手机上，可以导出或删除。")
# By where it stands now; who and when are of whoever brought it there.
SETTLED = {
    "acted": N_("%(who)s 在 %(at)s 已经提交整改，正等验收。您写的没有交上去，仍在这部手机上，可以导出或删除。"),
    "verified": N_("%(who)s 已经整改，%(at)s 验收通过。您写的没有交上去，仍在这部手机上，可以导出或删除。"),
    "withdrawn": N_("这个问题 %(at)s 已经撤回。您写的没有交上去，仍在这部手机上，可以导出或删除。"),
    "merged": N_("这个问题 %(at)s 已经并入别的问题。您写的没有交上去，仍在这部手机上，可以导出或删除。"),
}
HOLD = "select id from findings where tenant_id = $1 and id = $2 for update"
KNOWN = """
    select a.finding_id, a.membership_id, a.content, a.done_at, f.number, (
           select count(*) from corrective_actions b
            where b.tenant_id = $1 and b.finding_id = a.finding_id and (b.done_at, b.id) <= (a.done_at, a.id)) as nth
      from corrective_actions a join findings f on f.tenant_id = $1 and f.id = a.finding_id
     where a.tenant_id = $1 and a.id = $2"""
# A company's own clock, in the same figures in both languages.
BY_WHOM = """
    select a.name as who, to_char(coalesce(f.closed_at, a.done_at, f.waiting_since) at time zone t.zone, 'MM-DD HH24:MI') as at
      from findings f join tenants t on t.id = f.tenant_id
      left join lateral (
           select m.name, c.done_at from corrective_actions c join memberships m on m.tenant_id = $1 and m.id = c.membership_id
            where c.tenant_id = $1 and c.finding_id = f.id order by c.done_at desc limit 1) a on true
     where f.tenant_id = $1 and f.id = $2"""
# Whose it was: handed on from a post that they held then.
WAS_THEIRS = """
    select exists (select from handings_on h join tenants t on t.id = h.tenant_id
                    where h.tenant_id = $1 and h.finding_id = $2
                      and held_on($1, $3, h.from_post_id, (h.at at time zone t.zone)::date))
        or exists (select from planned_actions p where p.tenant_id = $1 and p.finding_id = $2 and p.owner_id = $3)"""


class Written(msgspec.Struct, frozen=True):
    """As the phone sends it; `told_at` is its own clock, kept as claimed. What else it sends is for its photos."""

    action: str
    cause: str = ""
    category: UUID | None = None
    whys: Annotated[list[str], Meta(max_length=MOST_WHYS)] = []
    photos: Annotated[list[UUID], Meta(max_length=1)] = []
    told_at: Moment | None = None

    def digest(self) -> bytes:
        """Of the content alone: when it was written does not make it another one."""
        said = (self.cause.strip(), self.action.strip(), self.category, [why.strip() for why in self.whys], self.photos)
        return sha256(msgspec.json.encode(said)).digest()


@dataclass(frozen=True)
class Receipt:
    """The acknowledgement, the same for every repetition: number of the finding and which action of it this is."""

    finding: UUID
    receipt: str
    received_at: datetime


async def send_action(finding: UUID, action: UUID, written: Written, *, by: UUID, now: datetime) -> Receipt:
    """Act on a finding under an id that the phone chose. The same id with the same content: the same receipt.

    Refused: 404 for anybody else, 409 where the id was used for something else or somebody has settled it meanwhile, with
    who and when; 422 at the fields. Never 403: a phone takes that for signed out and would wait for ever.
    """
    await db().execute(HOLD, current(), finding)
    known = await _known(finding, action, written, by)
    if known is not None:
        return known
    held = await standing(finding, by=by, now=now)
    if held is None or not (held.mends or held.leads or await db().fetchval(WAS_THEIRS, current(), finding, by)):
        raise not_found()
    if held.state != "open":
        await _refuse(finding, "merged" if held.merged_id else held.state)
    if not held.mends:
        raise Refused(409, HANDED)
    told = written.told_at and min(max(written.told_at, now - AWAY), now)
    await act_on(
        finding, cause=written.cause, action=written.action, photo=written.photos[0] if written.photos else None,
        category=written.category, whys=written.whys, by=by, now=now, phone=Phone(action, written.digest(), told),
    )  # fmt: skip
    kept = await _known(finding, action, written, by)
    assert kept is not None  # noqa: S101 - written two lines above
    return kept


async def _known(finding: UUID, action: UUID, written: Written, by: UUID) -> Receipt | None:
    row = await db().fetchrow(KNOWN, current(), action)
    if row is None:
        return None
    if (row["finding_id"], row["membership_id"], row["content"]) != (finding, by, written.digest()):
        raise Refused(409, OTHER)
    return Receipt(finding, f"{row['number']}-{row['nth']}", row["done_at"])


async def _refuse(finding: UUID, state: str) -> NoReturn:
    row = await db().fetchrow(BY_WHOM, current(), finding)
    raise Refused(409, SETTLED[state], who=row["who"] or "—", at=row["at"])
