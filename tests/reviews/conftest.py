from __future__ import annotations

import importlib

import pytest

from tests.reviews.stage import Stage, build


@pytest.fixture(scope="module")
async def stage(cast, world) -> Stage:
    importlib.import_module("saas.findings.jobs")
    return await build(cast.brand, world.now)
