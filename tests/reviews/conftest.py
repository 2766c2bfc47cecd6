from __future__ import annotations

import importlib

import pytest

from saas import web
from saas.reviews import lines
from tests.reviews.stage import Stage, build


@pytest.fixture(scope="module")
async def stage(cast, world) -> Stage:
    """Each module has a database of its own with the same companies in it: what was kept of another one's pages is not theirs."""
    importlib.import_module("saas.findings.jobs")
    for shelf in (web._pages, lines._queues, lines._pages, lines._kept):
        shelf._kept.clear()
    return await build(cast.brand, world.now)
