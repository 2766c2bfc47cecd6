"""Take a list that was filled in without a script: its fields, and the photos that came with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from litestar.datastructures import UploadFile

from saas.checks.keep_photo import keep_photo
from saas.checks.reading import PHOTOS_MOST
from saas.checks.sent import Sent
from saas.checks.typed import answers_of
from saas.checks.versions import Published
from saas.refusals import Problem, Refused
from saas.values import as_id
from saas.visit import Visit

LONGEST = 2_100


@dataclass(frozen=True)
class Filled:
    """The answers by point, of which version, in place of which returned check; and photos that could not be kept."""

    version: UUID
    replaces: UUID | None
    answers: dict[str, dict[str, Any]]
    problems: list[Problem]

    def sent(self, due: UUID) -> Sent:
        """As a phone would have sent it. Its own clock is not asked. Refused: 422 at the points of unreadable photos."""
        if self.problems:
            raise Refused.all(self.problems)
        return Sent(due, self.version, list(self.answers.values()), self.replaces)


async def take_form(visit: Visit, published: Published) -> Filled:
    """Photos are kept at once, so that a form that comes back need not carry them again."""
    form = await visit.request.form()
    given: dict[str, str] = {}
    photos: dict[str, list[str]] = defaultdict(list)
    problems: list[Problem] = []
    for name, value in form.multi_items():
        letter, _, code = name.partition("-")
        if isinstance(value, UploadFile):
            body = await value.read() if letter == "p" and len(photos[code]) < PHOTOS_MOST else b""
            if body and (photo := await _kept(visit, code, body, problems)):
                photos[code].append(photo)
        elif letter == "k":
            photos[code].append(value)
        else:
            given[name] = value[:LONGEST].strip()
    replaces = as_id(given.get("replaces", ""))
    return Filled(as_id(given.get("version", "")) or published.id, replaces, answers_of(published.rules, given, photos), problems)


async def _kept(visit: Visit, code: str, body: bytes, problems: list[Problem]) -> str | None:
    photo = uuid4()
    try:
        await keep_photo(photo, body, tenant=visit.tenant.id, unit=UUID(visit.due["unit_id"]), by=visit.member, now=visit.now)  # type: ignore[index]
    except Refused as refused:
        problems.append(Problem(code, refused.message, refused.params))
        return None
    return str(photo)
