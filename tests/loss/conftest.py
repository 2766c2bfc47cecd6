"""The house of these tests, and a company in it for every module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loss.house import House
from tests.loss.yard import Yard, found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One running copy of the product for this folder; a test that ends it starts it again."""
    built = House(tmp_path_factory.mktemp("loss") / "var")
    try:
        built.start()
        yield built
    finally:
        built.end()


@pytest.fixture(scope="module")
async def yard(house: House) -> Yard:
    """A company of its own with twenty phones and five hundred lists for each."""
    return await found(house.settings, 500)
