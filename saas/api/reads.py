"""The tokens of a company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants import current, db


@dataclass(frozen=True)
class Token:
    """A token as its page shows it: never its text, only the last four characters."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


async def tokens() -> list[Token]:
    """Newest first; what ended long ago leaves the page with the hundredth."""
    rows = await db().fetch(
        """select k.id, k.name, k.hint, k.scopes, m.name as made_by, k.made_at, k.expires_at, k.revoked_at, u.minute as used_at
             from api_tokens k join memberships m on m.tenant_id = $1 and m.id = k.made_by
             left join api_uses u on u.tenant_id = $1 and u.token_id = k.id
            where k.tenant_id = $1 order by k.id desc limit 100""",
        current(),
    )
    return [Token(**row) for row in rows]
