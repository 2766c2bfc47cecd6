"""Letters to many, after their invitations are durable."""

from __future__ import annotations

from datetime import datetime

from tenants import job, later


@job("people.letters")
async def letters(*, now: datetime, letters: list[dict[str, str]], locale: str) -> None:
    """One letter a job from here on: one address that refuses stops no other."""
    for one in letters:
        await later("notices.mail", letter="invitation", locale=locale, to=one["to"], name=one["name"], link=one["link"])
