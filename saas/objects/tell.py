"""Tell what happened to objects: the lists that wait for it are called up afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from tenants import later

MOST = 200  # more at once is a stock taken over, not so many things that happened


async def tell(on: Literal["object_added", "object_stage", "object_retired"], ids: Sequence[UUID], *, now: datetime) -> None:
    """`ids` of the objects; of a stage reached those of `object_stages`."""
    if 0 < len(ids) <= MOST:
        await later("checks.event", on=on, ids=[str(one) for one in ids], at=now.isoformat())
