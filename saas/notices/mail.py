"""Send one letter: by SMTP where a server is configured, else as a file in the company's outbox."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from saas.notices.letters import Letter

SECONDS = 20


@dataclass(frozen=True)
class Post:
    """How letters leave: `smtp_url` or, without one, the folder `outbox`; `origin` names our side."""

    smtp_url: str | None
    outbox: Path
    origin: str


async def send(letter: Letter, post: Post, *, tenant: UUID, now: datetime) -> None:
    """Hand the letter over. Twice is harmless: the same file, or the same Message-ID. Raises on failure."""
    message = _message(letter, post, now)
    if post.smtp_url is None:
        await asyncio.to_thread(_file, message, folder(post.outbox, tenant) / f"{letter.key}.eml")
        return
    url = urlsplit(post.smtp_url)
    await aiosmtplib.send(
        message, hostname=url.hostname, port=url.port, use_tls=url.scheme == "smtps", timeout=SECONDS,
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
    )  # fmt: skip


def folder(outbox: Path, tenant: UUID) -> Path:
    """Where the letters of one company are; nobody else's."""
    return outbox / str(tenant)


def _message(letter: Letter, post: Post, now: datetime) -> EmailMessage:
    host = urlsplit(post.origin).hostname or "localhost"
    user = unquote(urlsplit(post.smtp_url).username or "") if post.smtp_url else ""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = user if "@" in user else f"jingjin@{host}"
    message["To"] = letter.to
    message["Date"] = now
    message["Message-ID"] = f"<{letter.key}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _file(message: EmailMessage, file: Path) -> None:
    """Whole or not at all; a letter may carry a link, so nobody else on the machine reads it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(message.as_bytes())
    draft.rename(file)
