"""A composition of a pack becomes part of the draft: what its title or layer is scored by, once its parts are measured. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.scores.scheme import EVERYONE, SEAT, SHARES
from saas.values import HUNDRED, ZERO, half_up

# Kinds of parts that a component of a post can stand for; a list is a part of "checks".
DIRECT = frozenset({"checks", "coverage", "findings", "reviews", *SHARES})
MEMBERS = frozenset({"own", "below"})


def composed(body: Mapping[str, Any], code: str) -> tuple[dict[str, Any], list[str]]:
    """The body with the composition taken in, and the parts that could not be: nothing measures them.

    A title's parts become its components; indicators and several lists weigh within theirs as they did in the whole.
    Of a layer, own posts and units below are what the roll-up brings, all others the unit's own share. KeyError for a
    code that the body does not know.
    """
    chosen = {one["code"]: one for one in body.get("compositions", ())}[code]
    title = chosen.get("job_title") or (SEAT + chosen["layer"] if chosen.get("layer") else EVERYONE)
    components: dict[str, Decimal] = {}
    indicators: dict[str, Decimal] = {}
    lists: dict[str, Decimal] = {}
    members, left = ZERO, []
    for part in chosen["parts"]:
        kind, _, name = part["of"].partition("/")
        weight = Decimal(str(part["weight"]))
        if kind == "indicator":
            components["indicators"] = components.get("indicators", ZERO) + weight
            indicators[name] = indicators.get(name, ZERO) + weight
        elif kind in MEMBERS or (title.startswith(SEAT) and kind not in SHARES):
            members += weight
        elif kind in DIRECT:
            if kind == "checks" and name:
                lists[name] = lists.get(name, ZERO) + weight
            components[kind] = components.get(kind, ZERO) + weight
        else:
            left.append(part["of"])
    made = _taken(body, title, components, indicators, members)
    if len(lists) > 1:
        made["lists"] = body.get("lists", {}) | {key: str(weight) for key, weight in lists.items()}
    return made, left


def _taken(
    body: Mapping[str, Any], title: str, components: Mapping[str, Decimal], indicators: Mapping[str, Decimal], members: Decimal
) -> dict[str, Any]:
    own = sum(components.values(), ZERO)
    made = dict(body)
    made["components"] = body.get("components", {}) | {title: {key: str(weight) for key, weight in components.items()}}
    if indicators:
        made["indicators"] = body.get("indicators", {}) | {title: {key: str(weight) for key, weight in indicators.items()}}
    if title.startswith(SEAT):
        share = half_up(HUNDRED * own / (own + members), 2) if own + members else ZERO
        made["own_share"] = body.get("own_share", {}) | {title: str(share.normalize() if share != HUNDRED else HUNDRED)}
    return made
