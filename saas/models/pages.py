"""Models: the list; one with its inputs, results, trees, scenarios, and what moves a result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import forms
from saas.formulas.fault import NotAvailable
from saas.models import draft_pages, reads
from saas.models.carry_over import carry_over
from saas.models.drawn import line, tornado
from saas.models.drop_scenario import drop_scenario
from saas.models.form import model_of
from saas.models.keep_scenario import keep_scenario
from saas.models.open_model import open_model
from saas.models.program import Program, program
from saas.models.programs import kept_program
from saas.models.retire import retire
from saas.models.tried import Tried, tried
from saas.models.view import plain, results, shown, side_by_side, slider
from saas.models.what_if import break_even, swings
from saas.refusals import Refused, not_found
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import translator
from tenants import inside

__all__ = ["draft_pages"]
DIGITS = 6


@page("/models", permit="model.read")
async def models(visit: Visit) -> View:
    return View("models/models.html", models=await reads.listed(), given={}, errors={})


@act("POST", "/models", permit="model.edit", alone=True)
async def post_model(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    name = {"en" if visit.locale == "en" else "zh": given.get("name", "")}
    made, errors = await forms.tried(visit, open_model(name, given.get("code", ""), by=visit.member, now=visit.now))
    if made is not None:
        return Go(f"/{visit.tenant.slug}/models/{made}/draft")
    async with inside(visit.tenant.id):
        return View("models/models.html", status=422, models=await reads.listed(), given=given, errors=errors)


@page("/models/{model}", permit="model.read")
async def model(visit: Visit, model: UUID) -> View:
    """?of=<number>: an older version. ?scenario=<id>: with the figures of one that was kept, in its version."""
    return await _shown(visit, model, visit.request.query_params, {})


@act("POST", "/models/{model}/trial", permit="model.read")
async def trial(visit: Visit, model: UUID) -> View:
    """The same model with the figures typed; nothing is kept."""
    return await _shown(visit, model, await forms.fields(visit), {}, typed=True)


@act("POST", "/models/{model}/scenarios", permit="model.try", alone=True)
async def post_scenario(visit: Visit, model: UUID) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> UUID:
        made, _ = await _made(model, None)
        found = tried(made, given)
        if found.problems:
            raise Refused.all(found.problems)
        figures = {path: value for path, value in found.given.items() if value is not None}
        return await keep_scenario(model, given.get("scenario", ""), figures, by=visit.member, now=visit.now)

    kept, errors = await forms.tried(visit, work())
    if kept is not None:
        return Go(f"/{visit.tenant.slug}/models/{model}?scenario={kept}#scenarios")
    async with inside(visit.tenant.id):
        return await _shown(visit, model, given, errors, typed=True)


@act("POST", "/models/scenarios/{scenario}/removal", permit="model.try")
async def post_drop(visit: Visit, scenario: UUID) -> Go:
    found = await drop_scenario(scenario, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/models/{found}#scenarios")


@act("POST", "/models/scenarios/{scenario}/version", permit="model.try")
async def post_carried(visit: Visit, scenario: UUID) -> Go:
    """From now on with the newest version."""
    found = await carry_over(scenario, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/models/{found}?scenario={scenario}#scenarios")


@act("POST", "/models/{model}/retirement", permit="model.publish")
async def post_retirement(visit: Visit, model: UUID) -> Go:
    """Out of use from today; with `back` into use again."""
    given = await forms.fields(visit)
    await retire(model, on=None if given.get("back") else visit.today, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/models")


async def _made(model: UUID, number: int | None) -> tuple[Program, reads.Version]:
    found = await reads.version(model, number)
    if found is None:
        raise not_found()
    return kept_program(found), found


async def _shown(visit: Visit, model: UUID, asked: Mapping[str, str], errors: dict[str, str], *, typed: bool = False) -> View:
    known = await reads.known(model)
    if known is None:
        raise not_found()
    if not known.versions:
        return View("models/unpublished.html", model=known)
    every = await reads.scenarios(model)
    opened = next((each.number for each in every if not typed and str(each.id) == asked.get("scenario")), None)
    made, version = await _made(model, whole(asked.get("of"), DIGITS) or opened)
    kept = [each for each in every if each.number == version.number]
    found = tried(made, asked) if typed else Tried(_of(made, kept, asked.get("scenario")), [])
    say = translator(visit.locale)
    errors = {p.field: say(p.message, **p.params) for p in found.problems} | errors
    return View(
        "models/model.html", part="models/_results.html", status=422 if errors and not visit.fragment else 200,
        model=known, version=version, body=made.model, made=made, given=found.given, errors=errors, sent=asked if typed else {},
        name=asked.get("name", ""), kept=kept, before=_before(made, version, every),
        **_told(visit, made, found.given, kept, asked),
    )  # fmt: skip


def _before(made: Program, version: reads.Version, every: list[reads.Scenario]) -> list[dict[str, Any]]:
    """Scenarios of versions before this one: which of their figures have no input any more, and which inputs are new since."""
    here = {made.cells[at].path: made.cells[at].title for at in made.start}
    told = []
    for one in every:
        if one.number < version.number and one.body is not None:
            was = program(model_of(one.body))
            then = {was.cells[at].path: was.cells[at].title for at in was.start}
            gone = [then.get(path, {"zh": path}) for path in one.given if path not in here]
            told.append({"kept": one, "gone": gone, "new": [title for path, title in here.items() if path not in then]})
    return told


def _of(made: Program, kept: list[reads.Scenario], scenario: str | None) -> dict[str, Decimal | None]:
    """The figures of a kept scenario, without inputs that the model has no more."""
    one = next((each for each in kept if str(each.id) == scenario), None)
    return figures(made, one.given) if one else {}


def figures(made: Program, given: Mapping[str, str]) -> dict[str, Decimal | None]:
    """Of a kept scenario, as figures."""
    return {path: Decimal(text) for path, text in given.items() if made.at.get(path) in made.start}


def _told(
    visit: Visit, made: Program, given: dict[str, Decimal | None], kept: list[reads.Scenario], asked: Mapping[str, str]
) -> Any:
    if made.wrong:
        return {"wrong": made.wrong}
    told, denied = results(made, given)
    result = next((r for r in told if r.path == asked.get("result")), told[0] if told else None)
    over = asked.get("over") or ""
    pushed = swings(made, result.path, given) if result else []
    if made.at.get(over) not in made.start:
        over = pushed[0].path if pushed else ""
    even = break_even(made, result.path, over, given) if result and over else None
    value = result.value if result and isinstance(result.value, Decimal) else None
    columns: list[dict[str, Decimal | None]] = [{}, *(figures(made, one.given) for one in kept)]
    return {
        "wrong": [], "results": told, "denied": denied, "result": result, "over": over, "even": even, "pushed": pushed,
        "over_cell": made.cells[made.at[over]] if over else None,
        "tornado": tornado(pushed, value) if value is not None else None,
        "line": line(made, result.path, over, given, even) if result and even else None,
        "beside": side_by_side(made, [*columns, given] if given and given not in columns else columns),
        "trying": bool(given) and given not in columns,
        "shown": shown, "plain": plain, "slider": slider, "missing": lambda value: isinstance(value, NotAvailable),
        "say_why": lambda value: value.told(translator(visit.locale)),
    }  # fmt: skip
