"""Letters leave after their reason is durable."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from saas.notices.letters import compose
from saas.notices.mail import Post, send
from saas.notices.reads import company_name, is_proven
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
    words["link"] = urljoin(ours.origin, words["link"])
    post = Post(ours.smtp_url, ours.data / "outbox", ours.origin)
    company = await company_name(tenant)
    await send(compose(letter, to, locale, {"company": company, **words}), post, tenant=tenant, now=now)
