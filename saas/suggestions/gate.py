"""Holds a suggestion for a change: of the line, or of the proposer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db


async def in_line(suggestion: UUID, heads: Sequence[UUID]) -> Any:
    """The row, held, with its decision. Raises 404 outside the lines of `heads`."""
    row = await db().fetchrow(
        """select s.*, (select a.decision from suggestion_answers a where a.tenant_id = $1 and a.suggestion_id = s.id) as decision
             from suggestions s
            where s.tenant_id = $1 and s.id = $2 and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = s.unit_id and l.ancestor_id = any ($3))
              for update of s""",
        current(), suggestion, list(heads),
    )  # fmt: skip
    if row is None:
        raise not_found()
    return row
