"""The description is true: every address in it, whatever is sent there, answers as described. And it can be read by people."""

from __future__ import annotations

import json

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from saas.api.describe import described
from saas.api.resources import every
from saas.app import load_pages
from saas.words import LOCALES
from tests.journeys.stack import Stack

load_pages()
EXAMPLES = 12
DOCUMENT = json.loads(described("en"))
OPERATIONS = [(path, method) for path, each in DOCUMENT["paths"].items() for method in each]


@pytest.fixture(scope="module")
def served(world, token, tmp_path_factory):
    """The address of a real web process over the module's database."""
    with Stack(world.postgres, tmp_path_factory.mktemp("api"), world.database).running() as stack:
        yield stack.origin


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_it_answers_as_described_whatever_is_sent(path, method, served, token):
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method.upper()]

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def asked(case) -> None:
        case.path_parameters["slug"] = "brand"
        case.call_and_validate(base_url=served, headers={"Authorization": f"Bearer {token}"})

    asked()


def test_it_names_every_address_and_no_other():
    assert {(each.address, each.method.lower()) for each in every} == set(OPERATIONS)


@pytest.mark.parametrize("locale", LOCALES)
async def test_it_is_there_in_both_languages(locale, client, system, cast):
    told = await system("", locale).get("/openapi.json")
    assert (told.status_code, told.headers["content-language"]) == (200, locale)
    assert msgspec.json.decode(told.content)["openapi"] == "3.1.0"
    page = await client(cast.brand.clerk, **{"accept-language": locale}).get("/brand/interface/description")
    assert page.status_code == 200
    for each in every:
        assert each.path in page.text
