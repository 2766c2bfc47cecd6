"""Where a day begins: the home of a leader, of an executive, of whoever answers for indicators."""

from __future__ import annotations

from typing import Any

from saas import forms
from saas.dashboards.home import EXECUTIVE, FUNCTION, HOMES, LEADER, first, homes, items
from saas.dashboards.home_reads import HOME_MARK, quarter_now, waits, waits_and_stuck
from saas.dashboards.lights import tally
from saas.dashboards.lights_reads import LightsOf, lights_of_company, lights_of_home
from saas.dashboards.marks import text_of
from saas.days.reads import day_of
from saas.indicators.view import shown
from saas.refusals import not_found
from saas.scores.labels import BRIDGE
from saas.visit import Visit
from saas.web import View, page
from tenants import inside

LAMPS = 8


@page("/home", permit="dashboard.read", reading=HOME_MARK)
async def home(visit: Visit) -> View:
    """?as=: another home of one's own. ?unit=: the executive's, from where down. Line staff begin with today."""
    async with inside(visit.tenant.id):
        near = await lights_of_home(visit.leads(), visit.posts, visit.today)
        mine = homes(visit.roles, owns=bool(near.owned))
        which = first(visit.request.query_params.get("as"), mine)
        values = await PAGES[which](visit, near)
    return View(
        f"dashboards/{which}.html", which=which, homes=[(each, HOMES[each]) for each in mine], shown=shown, text_of=text_of,
        **values,
    )  # fmt: skip


async def _leader(visit: Visit, near: LightsOf) -> dict[str, Any]:
    waiting, stuck, ahead = await waits_and_stuck(visit.member, visit.posts, visit.leads(), visit.today)
    day = await day_of(visit.leads()[0], visit.today, visit.now, visit.leads())
    lit = [each for each in near.lights if each.now]
    return {
        "waiting": items(waiting), "stuck": stuck, "ahead": ahead, "day": day, "lights": lit[:LAMPS], "tally": tally(lit),
        "near": near,
    }  # fmt: skip


async def _executive(visit: Visit, near: LightsOf) -> dict[str, Any]:
    told = await quarter_now(forms.chosen(visit.request.query_params.get("unit")), visit.leads(), visit.today)
    if told.unit is None:
        raise not_found()
    waiting, ahead = await waits(visit.member, visit.posts, visit.leads(), visit.today)
    lit = [each for each in near.lights if each.now]
    return {
        "told": told, "steps": BRIDGE, "waiting": items(waiting), "ahead": ahead, "lights": lit[:LAMPS], "tally": tally(lit),
        "near": near,
    }  # fmt: skip


async def _function(visit: Visit, near: LightsOf) -> dict[str, Any]:
    told = near if near.whole else await lights_of_company(visit.leads(), visit.posts, visit.today)
    waiting, _ = await waits(visit.member, visit.posts, visit.leads(), visit.today)
    lit = told.owned or told.lights
    due = [(each, label) for each in lit for label in each.missing[-3:]]
    return {"waiting": items(waiting), "lights": lit, "tally": tally(lit), "due": due, "owns": bool(told.owned), "near": told}


PAGES = {LEADER: _leader, EXECUTIVE: _executive, FUNCTION: _function}
