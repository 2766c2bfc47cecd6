"""Corrections after closing, as they stand beside a score for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

# Of the subject x in the cycle c.
RESTATED = """(
    select jsonb_agg(jsonb_build_array(r.number, r.kind, r.at, m.name, r.why, o.shown::text, r.appeal_id) order by r.number)
      from past_scores o
      join restatements r on r.tenant_id = $1 and r.cycle_id = o.cycle_id and r.number = o.number
      join memberships m on m.tenant_id = $1 and m.id = r.membership_id
     where o.tenant_id = $1 and o.cycle_id = c.id and o.subject_kind = x.kind and o.subject_id = x.id)"""


@dataclass(frozen=True)
class Restated:
    """A correction after closing that changed a score: what it was before, by whom, when and why.

    kind: appeal, reopening, or before where only the bridge differs because the cycle before was corrected.
    """

    number: int
    kind: str
    at: datetime
    by: str
    why: str
    shown: Decimal | None
    appeal: str | None


def restated_of(row: Any) -> Restated:
    """From the array that RESTATED tells."""
    number, kind, at, by, why, shown, appeal = row
    return Restated(number, kind, datetime.fromisoformat(at), by, why, None if shown is None else Decimal(shown), appeal)
