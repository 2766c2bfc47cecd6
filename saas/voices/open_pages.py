"""What whoever scans the code of a place sees, without signing in: tell something, or say how satisfied one is."""

from __future__ import annotations

from uuid import UUID, uuid4

from litestar.datastructures import UploadFile

from saas import forms
from saas.checks.keep_photo import keep_photo
from saas.people.throttle import count_attempt
from saas.refusals import Refused, not_found
from saas.values import as_id
from saas.visit import Visit
from saas.voices.behind import Place, behind
from saas.voices.fill_survey import fill_survey
from saas.voices.hear import Remark, check_remark, hear
from saas.voices.rules import MOST_PHOTOS, OTHERS
from saas.web import View, open_act, open_page
from tenants import inside

# Within a quarter of an hour: from one place, and from one address (a shop's guests share one).
PER_PLACE, PER_ADDRESS = 60, 20
LARGEST = 26_000_000


@open_page("/{slug}/v/{token}")
async def place(visit: Visit, token: str) -> View:
    return _telling(visit, token, await _behind(visit, token))


@open_act("/{slug}/v/{token}", limit=LARGEST)
async def tell(visit: Visit, token: str) -> View:
    here = await _behind(visit, token)
    given = await forms.fields(visit)
    await _count(visit, here)
    if given.get("website"):
        # Nobody sees this field: a machine filled it in, and learns nothing from the answer.
        return _thanks(token, here, "")
    voice = as_id(given.get("voice")) or uuid4()
    files = [one for one in (await visit.request.form()).getall("photos", []) if isinstance(one, UploadFile) and one.filename]
    remark = Remark(**{name: given.get(name, "") for name in ("who", "reason", "text", "contact")})  # type: ignore[arg-type]
    try:
        check_remark(remark, photos=len(files))
        photos = [await _keep(visit, here, one) for one in files[:MOST_PHOTOS]]
        async with inside(here.tenant):
            receipt = await hear(
                voice, here, Remark(remark.who, remark.reason, remark.text, remark.contact, photos), now=visit.now
            )
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return _telling(visit, token, here, given, forms.errors(visit, refused))
    return _thanks(token, here, receipt)


@open_page("/{slug}/v/{token}/survey")
async def survey(visit: Visit, token: str) -> View:
    return _asking(token, await _asked(visit, token))


@open_act("/{slug}/v/{token}/survey")
async def fill(visit: Visit, token: str) -> View:
    here = await _asked(visit, token)
    given = await forms.fields(visit)
    await _count(visit, here)
    if given.get("website"):
        return _thanks(token, here, "", asked=True)
    try:
        async with inside(here.tenant):
            await fill_survey(as_id(given.get("voice")) or uuid4(), here, given, now=visit.now)
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return _asking(token, here, given, forms.errors(visit, refused))
    return _thanks(token, here, "", asked=True)


async def _behind(visit: Visit, token: str) -> Place:
    return await behind(visit.request.path_params["slug"], token)


async def _asked(visit: Visit, token: str) -> Place:
    here = await _behind(visit, token)
    if here.survey_id is None:
        raise not_found()
    return here


async def _count(visit: Visit, here: Place) -> None:
    """Before anything else is done; raises 429."""
    client = visit.request.client
    await count_attempt(f"voice:{client.host if client else '?'}", now=visit.now, limit=PER_ADDRESS)
    await count_attempt(f"voice:{here.id}", now=visit.now, limit=PER_PLACE)


async def _keep(visit: Visit, here: Place, one: UploadFile) -> UUID:
    made = uuid4()
    await keep_photo(made, await one.read(), tenant=here.tenant, unit=here.unit_id, by=None, now=visit.now)
    return made


def _telling(
    visit: Visit, token: str, here: Place, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:  # fmt: skip
    return View(
        "voices/place.html", status=422 if errors else 200, place=here, here=visit.path, token=token, reasons=OTHERS,
        voice=(given or {}).get("voice") or uuid4(), given=given or {}, errors=errors or {},
    )  # fmt: skip


def _asking(token: str, here: Place, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    return View(
        "voices/asked.html", status=422 if errors else 200, place=here, token=token, given=given or {}, errors=errors or {},
        voice=(given or {}).get("voice") or uuid4(),
    )  # fmt: skip


def _thanks(token: str, here: Place, receipt: str, *, asked: bool = False) -> View:
    return View("voices/thanks.html", place=here, token=token, receipt=receipt, asked=asked)
