"""What the managed object of a check says of itself, for points that are held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from tenants import current, db


@dataclass(frozen=True, slots=True)
class Thing:
    """A managed object: its code and its attributes."""

    code: str
    attributes: Mapping[str, Any]

    def figures(self, wanted: Mapping[str, str]) -> dict[str, Decimal]:
        """Point code → figure, for the points whose attribute (`wanted`: point → attribute) holds a number."""
        found = {point: _figure(self.attributes.get(attribute)) for point, attribute in wanted.items()}
        return {point: figure for point, figure in found.items() if figure is not None}


async def thing(object_id: UUID) -> Thing | None:
    """One object of this company."""
    row = await db().fetchrow("select code, attributes from objects where tenant_id = $1 and id = $2", current(), object_id)
    return Thing(row["code"], row["attributes"]) if row else None


def _figure(kept: Any) -> Decimal | None:
    if kept is None or isinstance(kept, bool):
        return None
    try:
        figure = Decimal(str(kept))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None
