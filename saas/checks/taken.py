"""Who was first, where several people hold one list or take turns at it."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

TAKEN = N_("%(who)s 在 %(at)s 已经交了这张检查表，回执 %(no)s。您填的没有交上去，仍在这部手机上，可以导出或删除。")
CHANGED = N_("这张检查表在别处改过，没有改动。请回到“今天”看结果。")
FIRST_ONE = N_("%(who)s 在 %(at)s 已经交了这张检查表，回执 %(no)s。")

# The company's own clock, in figures that both languages write alike.
FIRST = """
    select m.name as who, c.receipt as no, to_char(c.received_at at time zone t.zone, 'MM-DD HH24:MI') as at
      from due_checks d join tenants t on t.id = d.tenant_id
      join checks c on c.tenant_id = $1 and c.id = d.check_id
      join memberships m on m.tenant_id = $1 and m.id = c.membership_id
     where d.tenant_id = $1 and d.id = $2"""


async def taken(due: UUID, *, filled: bool = True) -> Refused:
    """The refusal (409) for a check that somebody has sent already: who, when, and under which receipt. `filled`: it comes
    with a list that was filled in. Without either where what it says to replace is not there.
    """
    row = await db().fetchrow(FIRST, current(), due)
    if row is None:
        return Refused(409, CHANGED)
    return Refused(409, TAKEN if filled else FIRST_ONE, **dict(row))
