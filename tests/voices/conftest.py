from __future__ import annotations

from uuid import uuid4

import pytest

from saas.checks.keep_photo import keep_photo
from tests.journeys.rep import picture


@pytest.fixture
def snap(world):
    """A photo that a person of a company sent; its id."""

    async def taken(firm, by):
        made = uuid4()
        await keep_photo(made, picture()["buffer"], tenant=firm.id, unit=by.units[0], by=by.member, now=world.now)
        return made

    return taken
