"""Codes that the house gives where nobody chose one."""

from __future__ import annotations

from tenants import current, db

NEXT = {
    "units": "select coalesce(max(substr(code, $3)::bigint), 0) + 1 from units where tenant_id = $1 and code ~ $2",
    "posts": "select coalesce(max(substr(code, $3)::bigint), 0) + 1 from posts where tenant_id = $1 and code ~ $2",
    "layers": "select coalesce(max(substr(code, $3)::bigint), 0) + 1 from layers where tenant_id = $1 and code ~ $2",
    "job_titles": "select coalesce(max(substr(code, $3)::bigint), 0) + 1 from job_titles where tenant_id = $1 and code ~ $2",
}


async def next_code(table: str, letter: str) -> str:
    """U1, U2, … after the highest there is. Two at once: the second is refused by the unique code and tries again."""
    number = await db().fetchval(NEXT[table], current(), f"^{letter}[0-9]{{1,12}}$", len(letter) + 1)
    return f"{letter}{number}"
