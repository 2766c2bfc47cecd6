"""The page of one finding, as it is first opened and as it comes back with what has to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from saas.findings.story import Reader, story
from saas.visit import Visit
from saas.web import View


def reader(visit: Visit) -> Reader:
    leading = [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
    return Reader(visit.member, visit.posts, visit.leads(), leading, visit.outside)


async def shown(
    visit: Visit, finding: UUID, form: str = "", given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> View:  # fmt: skip
    """`form`: which of its forms came back."""
    seen = await story(finding, reader(visit), today=visit.today)
    return View(
        "findings/finding.html", status=422 if errors else 200, story=seen, finding=seen.finding, around=seen.around,
        form_of=form, given=given or {}, errors=errors or {},
    )  # fmt: skip
