"""What is signed when a plan is approved: fixed words, the same for the same plan, and their hash. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

FORM = "jingjin.plan.3"


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SignedResult:
    """The indicator a measure should move, in the version that was signed: which way is better (`low`, `high`: of a range), by
    how much it should get better, of whom, and against whom.
    """

    indicator: UUID
    code: str
    version: int
    direction: str
    promise: Decimal
    treated: tuple[UUID, ...]
    comparison: tuple[UUID, ...]
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SignedMeasure:
    """One measure as signed: what is measured, on whom, against whom, when, and what was promised."""

    measure: UUID
    metric: str
    title: dict[str, str]
    owner: UUID
    baseline: Decimal | None
    target: Decimal
    before: Span
    window: Span
    due_on: date
    treated: tuple[UUID, ...]
    comparison: tuple[UUID, ...]
    kind: str | None = None
    effort: Decimal | None = None
    result: SignedResult | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The whole plan as signed, by whom (a membership) and when. The first form did not say that: none."""

    plan: UUID
    unit: UUID
    measures: tuple[SignedMeasure, ...]
    by: UUID | None = None
    at: datetime | None = None
    form: str = FORM


def to_text(terms: Terms) -> str:
    """Canonical JSON: keys in order, decimals as texts, posts sorted by whoever builds the terms."""
    return msgspec.json.encode(terms, order="sorted").decode()


def from_text(text: str) -> Terms:
    """The terms again. Raises msgspec.ValidationError when the text is none."""
    return msgspec.json.decode(text, type=Terms)


def signature(text: str) -> bytes:
    """SHA-256 of the signed words."""
    return hashlib.sha256(text.encode()).digest()
