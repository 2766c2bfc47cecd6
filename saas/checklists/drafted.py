"""A checklist as it stands in a draft: its head, its sections, its points. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

Text = dict[str, str]


class DraftPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One point, with the columns it will be published with. `edition`: how often it was revised in the draft.

    `detail_name` is None where the standard in force has no such detail; `elsewhere`: another list uses the code.
    """

    id: UUID | None = None
    position: int = 0
    code: str
    section: str
    text: Text
    kind: str = "pass_fail"
    weight: Decimal = Decimal(0)
    veto: bool = False
    evidence: str = "none"
    uom: str | None = None
    limits: dict[str, Any] | None = None
    options: list[dict[str, Any]] | None = None
    detail: str | None = None
    mark: dict[str, Any] = msgspec.field(default_factory=dict)
    judge: dict[str, Any] = msgspec.field(default_factory=dict)
    edition: int = 0
    detail_name: Text | None = None
    elsewhere: bool = False


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The draft of one list. `base`: the version it began from, `number` its number; none for a new list."""

    id: UUID
    checklist: UUID
    code: str
    name: Text
    scoring: str
    sections: list[dict[str, Any]]
    edition: int
    started_by: str
    base: UUID | None = None
    number: int | None = None
    retired_on: date | None = None


def by_section(draft: Draft, points: Sequence[DraftPoint]) -> list[dict[str, Any]]:
    """Sections as the phone and the editor show them, each with its points in order."""
    return [section | {"points": [point for point in points if point.section == section["code"]]} for section in draft.sections]


def in_order(draft: Draft, points: Sequence[DraftPoint]) -> list[DraftPoint]:
    """The points as they will be numbered: section by section."""
    return [point for section in by_section(draft, points) for point in section["points"]]
