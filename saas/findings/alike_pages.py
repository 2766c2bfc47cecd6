"""Which findings may be the same thing: proposed to whoever leads both, and decided there."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.findings import alike, alike_reads
from saas.findings.merge import merge
from saas.findings.tell_apart import tell_apart
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

DIGITS = 9


@page("/findings/alike", permit="finding.verify")
async def alike_ones(visit: Visit) -> View:
    return await _alike(visit)


@act("POST", "/findings/{finding}/likeness", permit="finding.verify", alone=True)
async def post_likeness(visit: Visit, finding: UUID) -> View | Go:
    """The same thing (answer=same): it goes into the other one; or not, and the two are proposed no more."""
    given = await forms.fields(visit)
    other = whole(given.get("other"), DIGITS) or 0
    if given.get("answer") == "same":
        _, errors = await forms.tried(visit, merge(finding, into=other, why="", by=visit.member, now=visit.now))
    else:
        _, errors = await forms.tried(visit, tell_apart(finding, other=other, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/findings/alike")
    async with inside(visit.tenant.id):
        return await _alike(visit, {"form": next(iter(errors.values()))})


async def _alike(visit: Visit, errors: dict[str, str] | None = None) -> View:
    rows, apart = await alike_reads.waiting(visit.leads(), visit.posts, visit.member)
    found = alike.pairs([row.one for row in rows], apart)
    return View(
        "findings/alike.html", status=422 if errors else 200, pairs=found, told={row.one.id: row for row in rows},
        errors=errors or {},
    )  # fmt: skip
