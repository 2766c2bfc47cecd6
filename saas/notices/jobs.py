"""Letters and notices leave after their reason is durable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import msgspec

from saas.notices.deliver import Way, deliver
from saas.notices.digests import digest as digest_letter
from saas.notices.letters import compose
from saas.notices.mail import Post, send
from saas.notices.reads import company_name, is_proven, letter_lines
from saas.notices.remind import remind
from saas.notices.tell import Told, tell
from saas.notices.write_letters import write_digests, write_urgent
from saas.settings import settings
from tenants import job

# These ask for the proof; every other letter waits for it.
BEFORE_PROOF = frozenset({"invitation", "proof"})


@job("notices.mail", staged=True)
async def mail(*, tenant: UUID, now: datetime, to: str, letter: str, locale: str, **words: str) -> None:
    """Outside any transaction while the mail server is spoken to. A link without a host is one of ours."""
    if letter not in BEFORE_PROOF and not await is_proven(to):
        return
    ours = settings()
    post = Post(ours.smtp_url, ours.data / "outbox", ours.origin)
    company = await company_name(tenant)
    if letter == "digest":
        slug, lines = await letter_lines(tenant, UUID(words["digest"]))
        if not lines:
            return
        made = digest_letter(
            to, locale, lines, company=company, name=words["name"], origin=ours.origin, slug=slug, link=words["link"]
        )
    else:
        words["link"] = urljoin(ours.origin, words["link"])
        made = compose(letter, to, locale, {"company": company, **words})
    await send(made, post, tenant=tenant, now=now)


@job("notices.tell")
async def tell_people(*, now: datetime, **told: Any) -> None:
    """What any slice asks for, with the fields of Told: ids as text, `at` in ISO form."""
    await tell(msgspec.convert(told, Told), now=now)


@job("notices.hurry")
async def hurry(*, now: datetime, member: str) -> None:
    await write_urgent(UUID(member), now=now)


@job("notices.digest")
async def daily(*, now: datetime) -> None:
    await write_digests(now=now)


@job("notices.remind")
async def remind_people(*, now: datetime, day: str) -> None:
    await remind(date.fromisoformat(day), now=now)


@job("notices.deliver", staged=True)
async def deliver_one(*, tenant: UUID, now: datetime, delivery: str) -> None:
    ours = settings()
    await deliver(tenant, UUID(delivery), way=Way(ours.secret, ours.origin, ours.webhook_allow), now=now)
