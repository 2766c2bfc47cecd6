from __future__ import annotations

from tests.reviews.conftest import stage

__all__ = ["stage"]
