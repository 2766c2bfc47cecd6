"""One answer of a check as it stands, in the terms of its point: what a correction starts from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Answered:
    """A point of a check with its value as the phone would send it; `corrections` made so far."""

    point: UUID
    code: str
    kind: str
    now: Mapping[str, Any]
    book: Decimal | None
    corrections: int
