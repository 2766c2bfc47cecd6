"""The answers of somebody whose work is all as the standard asks, for every kind of point."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.checks.points import Limits, Point

STEP = Decimal("0.01")


def answers(points: tuple[Point, ...], book: Mapping[str, Decimal], thing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One answer per point that is asked; `photos` is true where one has to be taken. `thing`: code and attributes."""
    given: dict[str, dict[str, Any]] = {}
    for point in points:
        if point.when is None or asked(point, given):
            given[point.code] = {"point": point.code} | answer(point, book, thing) | proof(point)
    return list(given.values())


def asked(point: Point, given: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether good answers lead to this follow-up."""
    when = point.when
    before = given.get(when.point)
    if before is None or when.fails:
        return False
    if when.answer is not None:
        return when.answer in (before.get("verdict"), before.get("choice"))
    number = Decimal(before["number"])
    return number < when.below if when.below is not None else number > when.above


def answer(point: Point, book: Mapping[str, Decimal], thing: Mapping[str, Any]) -> dict[str, Any]:
    """What is answered, by the kind of point."""
    if point.kind in ("number", "reading", "range"):
        figure = str(inside_of(point.limits))
        return {"low": figure, "high": figure} if point.kind == "range" else {"number": figure}
    if point.kind in ("count", "ledger"):
        held = thing["attributes"].get(point.attribute) if point.attribute else book.get(point.code)
        return {"number": str(held if held is not None else 0)}
    if point.kind in ("choice", "level"):
        return {"choice": max(point.options, key=lambda option: option.share).key}
    plain = {"pass_fail": {"verdict": "pass"}, "photo": {"photos": True}, "scan": {"code": thing.get("code")}}
    return plain.get(point.kind, {"text": "一切正常，已逐项核对，没有发现需要处理的问题。"})


def inside_of(limits: Limits) -> Decimal:
    """A figure that scores in full."""
    if limits.low is not None:
        return limits.low
    if limits.high is not None:
        return limits.high
    if limits.above is not None:
        return limits.above + (STEP if limits.below is None else (limits.below - limits.above) / 2)
    return limits.below - STEP if limits.below is not None else Decimal(0)


def proof(point: Point) -> dict[str, Any]:
    """Evidence that is asked although all is well."""
    wanted = {point.proof.get("pass"), point.proof.get("always")}
    found: dict[str, Any] = {}
    if point.evidence == "photo_always" or wanted & {"photo", "both"}:
        found["photos"] = True
    if wanted & {"text", "both"}:
        found["note"] = "已核对。"
    return found
