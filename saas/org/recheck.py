"""After a change of the organisation the responsibilities are held against themselves again."""

from __future__ import annotations

from tenants import later


async def recheck() -> None:
    """However many changes ask for it, one run answers all that wait."""
    await later("duties.check")
