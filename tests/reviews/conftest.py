from __future__ import annotations

import importlib

import asyncpg
import pytest

from tests.reviews.stage import Stage, build


@pytest.fixture(scope="module")
async def stage(cast, world) -> Stage:
    importlib.import_module("saas.findings.jobs")
    return await build(cast.brand, world.now)


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """Every statement sent, but for the frame that each request has."""
    sent: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        plain = getattr(asyncpg.Connection, name)

        def counted(self, query, *args, _plain=plain, **more):
            if not query.startswith(
                ("BEGIN", "COMMIT", "select * from enter", "SELECT pg_advisory_unlock_all")
            ):
                sent.append(query)
            return _plain(self, query, *args, **more)

        monkeypatch.setattr(asyncpg.Connection, name, counted)
    return sent
