"""What an address or a form says as a value: a page, an edition, an id. Whatever is typed, nothing falls over."""

from uuid import UUID

import pytest

from saas import forms
from saas.refusals import Refused
from saas.values import as_id, whole

AN_ID = "0199d7c1-0000-7000-8000-000000000001"
HUGE = "9" * 40


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("0", 0), ("", None), (None, None), ("-1", None), ("+1", None), ("1.0", None), ("٣", None), ("²", None),
     ("1234", None), (" 1", None), ("x", None)],
)  # fmt: skip
def test_a_whole_number_is_plain_digits_and_no_longer_than_asked(text, number):
    assert whole(text, 3) == number


@pytest.mark.parametrize("text", ["", None, "x", "12", AN_ID + "0", 7, b"x"])
def test_what_is_no_id_is_none(text):
    assert as_id(text) is None
    assert as_id(AN_ID) == UUID(AN_ID)


def test_an_id_that_names_nothing_is_not_there():
    assert forms.chosen("") is forms.chosen(None) is None
    assert forms.chosen(AN_ID) == UUID(AN_ID)
    with pytest.raises(Refused) as refused:
        forms.chosen("x")
    assert refused.value.status == 404


@pytest.mark.parametrize("said", [{}, {"edition": ""}, {"edition": "-1"}, {"edition": HUGE}, {"edition": "x"}])
def test_an_edition_that_is_none_was_never_seen(said):
    assert forms.edition(said) == -1
    assert forms.edition(said, 0) == 0
    assert forms.edition({"edition": "12"}, 0) == 12


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2)])
def test_an_empty_list_is_a_page_too(total, pages):
    assert forms.pages(total, 50) == pages
