"""Who may import whom: the wall knows nothing of the house, rules know nothing of the wall, words call downhill only."""

from __future__ import annotations

import ast
from pathlib import PurePath

import pytest

from tests.shape.house import ALLOWED, WORDS, File, files

BY_NAME = {file.name: file for file in files()}
PURE = {*ALLOWED["pure"]["files"], *(name for name in BY_NAME if PurePath(name).name == "rules.py")}
# Drivers of the outside world have no business in a rule.
IMPURE = {"asyncpg", "piccolo", "litestar", "tenants", "asyncio", "dramatiq"}
NAME = "{0.name}".format


def reached(file: File) -> set[str]:
    """Everything this file leads to by its imports."""
    found: set[str] = set()
    ahead = [file.name]
    while ahead:
        new = BY_NAME[ahead.pop()].imports() & set(BY_NAME) - found
        found |= new
        ahead += new
    return found


def test_the_wall_imports_nothing_of_the_house():
    wrong = {(file.name, name) for file in files("tenants") for name in file.modules() & {"saas", "infra", "tests"}}
    assert wrong == set()


def test_what_runs_the_product_knows_nothing_of_its_words():
    wrong = {(file.name, name) for file in files("infra") for name in file.modules() & {"saas", "tenants"}}
    assert wrong == set()


def test_the_product_never_needs_its_tests_or_its_migrations():
    wrong = {(file.name, name) for file in files("saas", "tenants", "infra") for name in file.modules() & {"tests", "migrations"}}
    assert wrong == set()


@pytest.mark.parametrize("name", sorted(PURE))
def test_a_rule_is_pure(name):
    file = BY_NAME[name]
    for other in {name, *reached(file)}:
        assert PurePath(other).name != "tables.py", other
        assert not BY_NAME[other].modules() & IMPURE, other
    assert not [node for node in file.functions() if isinstance(node, ast.AsyncFunctionDef)]
    assert not list(file.calls("now", "utcnow", "time", "monotonic")), "time is an argument"


def test_words_call_downhill_only():
    wrong = set()
    for file in files("saas"):
        for other in (BY_NAME[name] for name in file.imports()):
            if file.word and other.word and WORDS.index(other.word) > WORDS.index(file.word):
                wrong.add((file.name, other.name))
    assert wrong == set()


def test_every_folder_of_the_menu_has_its_place_in_the_order():
    assert {file.word for file in files("saas")} - {""} == set(WORDS)


def test_what_all_words_share_calls_none_of_them():
    """Composition (app, worker, launch …) may; helpers may know the permits only, which are a table of names."""
    composed = {"app", "worker", "clock", "launch", "showcase", "doctor", "__main__"}
    wrong = {
        (file.name, name)
        for file in files("saas")
        for name in file.imports()
        if not file.word and file.stem not in composed and BY_NAME[name].word and name != "saas/people/permits.py"
    }
    assert wrong == set()


@pytest.mark.parametrize("edge", ["pages", "jobs"])
def test_nobody_calls_an_edge(edge):
    wrong = {
        file.name
        for file in files("saas")
        for name in file.imports()
        if BY_NAME[name].word and (BY_NAME[name].stem == edge or BY_NAME[name].stem.endswith("_" + edge))
    }
    assert wrong == (set(ALLOWED["pages_imported"]) if edge == "pages" else set())


@pytest.mark.parametrize("file", [file for file in files("saas") if file.stem in ("reads", "tables")], ids=NAME)
def test_nouns_and_reads_do_not_call_verbs_or_edges(file):
    """A reads.py asks for nothing to happen: no later(), no trail, no web."""
    assert not list(file.calls("later", "record", "page", "act"))
    assert not {"saas/web.py", "saas/trail.py"} & file.imports()
    for line in file.text.splitlines():
        assert not line.strip().startswith(("insert into", "update ", "delete from")), line


def test_slices_keep_an_empty_doorstep():
    assert [file.name for file in files("saas") if file.stem == "__init__" and file.text.strip()] == []
