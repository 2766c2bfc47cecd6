"""Gradings from outside: what they ask, and where one would stand with the scores typed; nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from saas.schemes import reads
from saas.schemes.ladders import fields_of, stand
from saas.values import HUNDRED, ZERO, NotANumber, parse_number
from saas.visit import Visit
from saas.web import View, page
from saas.words import N_


@page("/schemes/ladders", permit="scheme.read")
async def ladders(visit: Visit) -> View:
    """?ladder=<code> and a score for each part: how far it goes."""
    versions, asked = await reads.versions(), visit.request.query_params
    known: list[dict[str, Any]] = list(versions[0].body.get("ladders", ())) if versions else []
    chosen = next((each for each in known if each["code"] == asked.get("ladder")), known[0] if known else None)
    given: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for field, _ in fields_of(chosen) if chosen else ():
        text = asked.get(field, "")
        try:
            figure = parse_number(text) if text.strip() else None
        except NotANumber:
            figure = Decimal(-1)
        if figure is not None and ZERO <= figure <= HUNDRED:
            given[field] = figure
        elif figure is not None:
            errors[field] = N_("请填 0 到 100 的分数。")
    return View(
        "schemes/ladders.html", status=422 if errors else 200, ladders=known, chosen=chosen, asked=asked, errors=errors,
        stand=stand(chosen, given) if chosen and given else None,
        names={each["code"]: each["name"] for each in chosen["parts"]} if chosen else {},
        grades={each["key"]: each["name"] for each in chosen["grades"]} if chosen else {},
    )  # fmt: skip
