"""What a quarter says of a unit's peers, on its page and on paper: empty wherever units are not put in order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from saas.benchmarks.measured import MEASURES
from saas.benchmarks.peers import USUAL
from saas.benchmarks.rules import ALL, WITHOUT_RANKING, Rules, ranks, standing

# As it was kept at closing, with the rules of today: what was switched off since is gone from older quarters, too. A piece over
# $1 tenant, {cycle} and {unit}.
PEERS = """
    (select json_build_object('industry', t.industry,
        'rules', (select coalesce(json_object_agg(r.subject, r.ranking), '{{}}') from (
            select distinct on (h.subject) h.subject, h.ranking from benchmark_rules h where h.tenant_id = $1
             order by h.subject, h.set_at desc, h.id desc) r),
        'units', (select coalesce(json_object_agg(x.unit_id, x.figures), '{{}}')
                    from benchmark_units o join benchmark_units x on x.tenant_id = $1 and x.cycle_id = o.cycle_id
                     and x.layer_id = o.layer_id and x.grouping = o.grouping
                   where o.tenant_id = $1 and o.cycle_id = {cycle} and o.unit_id = {unit}))
       from tenants t where t.id = $1)"""


class Line(msgspec.Struct, frozen=True):
    """One measure; `place` among `of` units that have a figure. `name`: a msgid."""

    key: str
    name: str
    figure: Decimal
    mean: Decimal
    place: int
    of: int


class PeersTold(msgspec.Struct, frozen=True):
    """A unit beside its peers in one closed cycle."""

    lines: tuple[Line, ...] = ()


def peers_told(told: Mapping[str, Any], unit: str) -> PeersTold:
    """`told`: as PEERS builds it; `unit` in its text form."""
    rules = _rules(told["rules"], told["industry"])
    return PeersTold(tuple(one for key in MEASURES if ranks(rules, key) and (one := _line(key, told["units"], unit))))


def _line(key: str, units: Mapping[str, Mapping[str, str]], unit: str) -> Line | None:
    figures = {one: Decimal(known[key]) if key in known else None for one, known in units.items()}
    found = standing(unit, figures, rank=True, seen=())
    place = found.place_of(unit)
    if found.figure is None or found.mean is None or place is None or found.peers == 1:
        return None
    return Line(key, MEASURES[key], found.figure, found.mean, place, found.peers)


def _rules(kept: Mapping[str, bool], industry: str) -> Rules:
    off = frozenset(subject for subject, ranking in kept.items() if subject != ALL and not ranking)
    return Rules(kept.get(ALL, industry not in WITHOUT_RANKING), USUAL, off)
