"""What is written is read again as it was, whatever texts and figures a company puts in."""

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saas.packs import write
from saas.packs.format import Pack
from saas.packs.read import pack_of, read_pack
from saas.packs.shelf import FOLDER, keys
from saas.packs.source import parse

LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")
FIGURES = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
PLAIN = st.text(LETTERS, max_size=60) | st.booleans() | st.integers(-(10**9), 10**9) | FIGURES | st.none()
DATA = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(LETTERS, min_size=1), inner, max_size=4)
)


@pytest.mark.parametrize("key", keys())
def test_a_pack_that_is_written_and_read_is_the_same_pack(key):
    pack = read_pack(FOLDER / key)
    files = write.files(pack)
    again, advice = pack_of(files)
    assert again == pack
    assert advice == []
    assert write.files(again) == files


@given(st.dictionaries(st.text(LETTERS, min_size=1), DATA, max_size=4))
def test_any_data_is_read_as_it_was_written(data):
    text = write._fields(data, 0)
    if data:
        assert parse(text) == data


@given(st.text(LETTERS, min_size=1))
def test_other_readers_of_yaml_see_the_same_text(text):
    assert yaml.safe_load(f"a: [{write._text(text)}]") == {"a": [text]}


def test_figures_keep_their_digits():
    assert write._flat([Decimal("0.30"), Decimal("1E+2"), Decimal(-18)]) == "[0.30, 100, -18]"


def test_every_file_has_its_title():
    assert list(write.TITLES) == list(Pack.__struct_fields__)


def test_what_goes_without_saying_is_not_written():
    assert write._fields({"name": {"zh": "是", "en": "yes"}}, 0) == 'name: {zh: 是, en: "yes"}\n'
