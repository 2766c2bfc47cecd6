"""What a company's papers look like."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field

from saas.reports.colour import HOUSE
from tenants import current, db

Text = dict[str, str]


@dataclass(frozen=True)
class Look:
    """colour: of charts and rules; cover: the line over the title; logo: a PNG."""

    colour: str = HOUSE
    cover: Text = field(default_factory=dict)
    logo: bytes | None = None

    @property
    def source(self) -> str | None:
        """The logo as it stands in a document that fetches nothing."""
        return f"data:image/png;base64,{b64encode(self.logo).decode()}" if self.logo else None

    def digest(self) -> str:
        return hashlib.sha256(repr((self.colour, sorted(self.cover.items()), self.logo)).encode()).hexdigest()


async def look() -> Look:
    """The company's own, or the house's."""
    row = await db().fetchrow("select colour, cover, logo from report_looks where tenant_id = $1", current())
    return Look(**row) if row else Look()
