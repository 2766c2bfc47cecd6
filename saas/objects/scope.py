"""What part of the ledger is a person's own."""

from __future__ import annotations

from uuid import UUID

from saas.visit import Visit


def units_of(visit: Visit) -> list[UUID]:
    """Units at the head of the lines one leads, and those one works in: everything below them is theirs to see."""
    return [*visit.leads(), *visit.post_units]
