"""A figure typed into a field. Pure."""

from __future__ import annotations

from decimal import Decimal

from saas.refusals import Refused
from saas.values import NotANumber, parse_number
from saas.words import N_

FAULTS = {"not_a_number": N_("“%(typed)s”不是数。"), "wrong_uom": N_("“%(typed)s”的单位对不上。")}


def amount(text: str, field: str, uom: str = "") -> Decimal | None:
    """None for an empty field. Raises Refused 422 at the field."""
    if not text.strip():
        return None
    try:
        return parse_number(text, uom)
    except NotANumber as fault:
        raise Refused(422, FAULTS.get(fault.code, FAULTS["not_a_number"]), field=field, typed=text[:40]) from None
