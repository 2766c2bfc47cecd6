"""合理化建议: proposed in three taps, answered in time, followed to its effect."""

from __future__ import annotations

from uuid import UUID, uuid4

from saas import forms
from saas.suggestions import answer_pages, list_pages  # noqa: F401 - their addresses
from saas.suggestions.propose import Proposal, propose
from saas.suggestions.rules import GAINS, MOST_PHOTOS
from saas.suggestions.withdraw import withdraw
from saas.told import Told, photos_of, told
from saas.values import as_id
from saas.visit import Visit
from saas.voices.reads import where
from saas.web import Data, Go, View, act, page
from tenants import inside


class Sent(Told):
    """As a phone sends it; `named` as a form has it."""

    gain: str = ""
    named: str = ""


@page("/suggestions/addition", permit="suggestion.tell")
async def proposing(visit: Visit) -> View:
    return await _form(visit)


@act("POST", "/suggestions", permit="suggestion.tell", alone=True)
async def post_suggestion(visit: Visit) -> View | Go:
    """Without a script: the same form, sent as one."""
    given = await forms.fields(visit)
    said = Proposal(
        given.get("gain", ""), given.get("text", ""), given.get("unit", ""), given.get("object", ""),
        photos_of(given, MOST_PHOTOS), bool(given.get("named")),
    )  # fmt: skip
    suggestion = as_id(given.get("suggestion")) or uuid4()
    kept, errors = await forms.tried(visit, propose(suggestion, said, by=visit.member, within=visit.outside, now=visit.now))
    if kept is not None:
        return Go(f"/{visit.tenant.slug}/suggestions?whose=mine&told={kept.receipt}")
    async with inside(visit.tenant.id):
        return await _form(visit, given, errors)


@act("PUT", "/suggestions/{suggestion}", permit="suggestion.tell")
async def put_suggestion(visit: Visit, suggestion: UUID) -> Data:
    """As a phone sends it, perhaps days later, perhaps twice."""
    given = told(await visit.request.body(), Sent)
    said = Proposal(
        given.gain, given.text.strip(), given.unit, given.object, given.photos, bool(given.named), given.told_at
    )  # fmt: skip
    return Data(await propose(suggestion, said, by=visit.member, within=visit.outside, now=visit.now))


@act("POST", "/suggestions/{suggestion}/withdrawal", permit="suggestion.tell")
async def post_withdrawal(visit: Visit, suggestion: UUID) -> Go:
    await withdraw(suggestion, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/suggestions?whose=mine")


async def _form(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    """?object= where a label led."""
    thing = as_id(visit.request.query_params.get("object") or (given or {}).get("object"))
    place = await where([*visit.post_units, *visit.leads()], visit.leads(), visit.outside, thing)
    return View(
        "suggestions/tell.html", status=422 if errors else 200, where=place, gains=GAINS, given=given or {},
        errors=errors or {}, suggestion=(given or {}).get("suggestion") or uuid4(),
    )  # fmt: skip
