"""随手报: three taps from today to told, and what became of it."""

from __future__ import annotations

from uuid import UUID, uuid4

from saas import forms
from saas.told import Told, photos_of, told
from saas.values import as_id
from saas.visit import Visit
from saas.voices import intake_pages, open_pages, place_pages, reads, survey_pages  # noqa: F401 - their addresses
from saas.voices.rules import MOST_PHOTOS, OWN
from saas.voices.speak_up import Said, speak_up
from saas.web import Data, Go, View, act, page
from tenants import inside


class Sent(Told):
    """As a phone sends it."""

    reason: str = ""


@page("/voices/addition", permit="voice.tell")
async def telling(visit: Visit) -> View:
    return await _form(visit)


@act("POST", "/voices", permit="voice.tell", alone=True)
async def tell(visit: Visit) -> View | Go:
    """Without a script: the same form, sent as one."""
    given = await forms.fields(visit)
    said = Said(
        given.get("reason", ""), given.get("text", ""), given.get("unit", ""), given.get("object", ""),
        photos_of(given, MOST_PHOTOS),
    )  # fmt: skip
    voice = as_id(given.get("voice")) or uuid4()
    heard, errors = await forms.tried(visit, speak_up(voice, said, by=visit.member, within=visit.outside, now=visit.now))
    if heard is not None:
        return Go(f"/{visit.tenant.slug}/voices?told={heard.receipt}")
    async with inside(visit.tenant.id):
        return await _form(visit, given, errors)


@act("PUT", "/voices/{voice}", permit="voice.tell")
async def sent(visit: Visit, voice: UUID) -> Data:
    """As a phone sends it, perhaps days later, perhaps twice."""
    given = told(await visit.request.body(), Sent)
    said = Said(given.reason, given.text.strip(), given.unit, given.object, given.photos, given.told_at)
    return Data(await speak_up(voice, said, by=visit.member, within=visit.outside, now=visit.now))


@page("/voices", permit="voice.tell")
async def mine(visit: Visit) -> View:
    """?told= the receipt of the one that was just told."""
    at = forms.page_number(visit)
    rows = await reads.mine(visit.member, at)
    total = rows[0].total if rows else 0
    return View(
        "voices/mine.html", rows=rows, total=total, page=at, pages=forms.pages(total, reads.PAGE), reasons=OWN,
        told=visit.request.query_params.get("told", "")[:12],
    )  # fmt: skip


async def _form(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    """?object= where a label led."""
    thing = as_id(visit.request.query_params.get("object") or (given or {}).get("object"))
    where = await reads.where([*visit.post_units, *visit.leads()], visit.leads(), visit.outside, thing)
    return View(
        "voices/tell.html", status=422 if errors else 200, where=where, reasons=OWN, given=given or {}, errors=errors or {},
        voice=(given or {}).get("voice") or uuid4(),
    )  # fmt: skip
