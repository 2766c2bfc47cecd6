"""The administrator's desk: what waits or has failed behind the scenes, and the letters."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from uuid import UUID

from saas.notices.letters import letter_key
from tenants import current, db

PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """A job that is dead or still to be done."""

    id: UUID
    name: str
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    error: str | None


@dataclass(frozen=True)
class Desk:
    """The dead first, then what waits; `total` of each state."""

    rows: list[Waiting]
    dead: int
    waiting: int


async def jobs() -> Desk:
    """One statement: the first fifty and the totals. Arguments are not shown: they may hold links."""
    rows = await db().fetch(
        """select id, name, state, attempts, due_at, created_at, error,
                  count(*) filter (where state = 'dead') over () as dead,
                  count(*) filter (where state = 'ready') over () as waiting
           from jobs where tenant_id = $1 and state in ('dead', 'ready')
           order by state, due_at limit $2""",
        current(), PAGE,
    )  # fmt: skip
    fields = ("id", "name", "state", "attempts", "due_at", "created_at", "error")
    found = [Waiting(**{name: row[name] for name in fields}) for row in rows]
    return Desk(found, rows[0]["dead"] if rows else 0, rows[0]["waiting"] if rows else 0)


@dataclass(frozen=True)
class Sent:
    """A letter and how it fares; `body` where it lies in the outbox as a file."""

    id: UUID
    to: str
    letter: str
    state: str
    created_at: datetime
    finished_at: datetime | None
    error: str | None
    subject: str | None
    body: str | None


async def letters(folder: Path) -> tuple[list[Sent], int]:
    """The newest fifty letters and the number of all; their texts from the company's outbox folder."""
    rows = await db().fetch(
        """select id, args, state, created_at, finished_at, error, count(*) over () as total
           from jobs where tenant_id = $1 and name = 'notices.mail'
           order by created_at desc, id desc limit $2""",
        current(), PAGE,
    )  # fmt: skip
    keys = [letter_key(r["args"]["letter"], r["args"]["to"], r["args"].get("link", "")) for r in rows]
    texts = await asyncio.to_thread(lambda: [_text(folder / f"{key}.eml") for key in keys])
    found = [
        Sent(r["id"], r["args"]["to"], r["args"]["letter"], r["state"], r["created_at"], r["finished_at"],
             r["error"], *text)
        for r, text in zip(rows, texts, strict=True)
    ]  # fmt: skip
    return found, rows[0]["total"] if rows else 0


@dataclass(frozen=True)
class Swept:
    """A file that went: when, and how long it had lain there."""

    at: datetime
    kind: str
    name: str
    bytes: int
    since: datetime


async def swept(page: int) -> tuple[list[Swept], int]:
    """What went, the newest first, and the number of all."""
    rows = await db().fetch(
        """select at, kind, name, bytes, since, count(*) over () as total from swept
            where tenant_id = $1 order by at desc, id desc limit $2 offset $3""",
        current(), PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    fields = ("at", "kind", "name", "bytes", "since")
    return [Swept(**{name: row[name] for name in fields}) for row in rows], rows[0]["total"] if rows else 0


def _text(file: Path) -> tuple[str | None, str | None]:
    """Subject and body of a letter on file, or nothing."""
    try:
        message = message_from_bytes(file.read_bytes(), policy=SMTP)
    except OSError:
        return None, None
    body = message.get_body(("plain",))
    return str(message["Subject"]), body.get_content() if body else ""
