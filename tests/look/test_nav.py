"""The tabs at the thumb say where one is, also where the place lies behind the last of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from saas.words import environment


def thumb(path: str, role: str, locale: str = "zh-CN") -> str:
    visit = SimpleNamespace(tenant=SimpleNamespace(slug="cold"), path=path, roles={role})
    return str(environment(locale).get_template("parts/nav.html").module.thumb(visit))


@pytest.mark.parametrize(("path", "marked"), [("/cold/objects", True), ("/cold/objects/1", True), ("/cold/reviews", False)])
def test_the_last_tab_is_marked_while_the_page_lies_behind_it(path, marked):
    assert ('<summary aria-current="true">更多' in thumb(path, "leader")) is marked
    assert thumb(path, "leader").count('aria-current="page"') == 1


def test_nothing_is_marked_where_the_page_is_no_place_of_the_menu():
    assert "aria-current" not in thumb("/cold/history/1", "leader", "en")
