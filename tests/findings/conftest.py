from __future__ import annotations

from tests.reviews.conftest import stage, statements

__all__ = ["stage", "statements"]
