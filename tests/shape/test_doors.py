"""Doors stand where they are named: transactions, connections, the lobby, the clock."""

from __future__ import annotations

import ast
import re

import pytest

from tests.shape.house import ALLOWED, WALL_ALLOWED, files, texts

PRODUCT = files("saas", "tenants", "infra")


def test_only_the_wall_opens_a_transaction():
    begun = re.compile(r"\s*(begin|start transaction|commit|rollback)\b", re.IGNORECASE)
    found = {file.name for file in PRODUCT for _, text, _ in texts(file) if begun.match(text) and "\n" not in text.strip()}
    found |= {file.name for file in PRODUCT if list(file.calls("transaction", "atomic"))}
    assert found == set(ALLOWED["transactions"])


def test_only_the_wall_takes_a_connection_from_the_pool():
    assert {file.name for file in PRODUCT if list(file.calls("acquire"))} == {"tenants/inside.py"}


def test_other_connections_are_named():
    found = set()
    for file in PRODUCT:
        for call in file.calls("connect", "create_pool"):
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "asyncpg":
                found.add(file.name)
    assert found == set(ALLOWED["connections"])


def test_only_named_files_enter_the_lobby_and_every_one_of_them_does():
    found = {file.name for file in files("saas") if list(file.calls("lobby"))}
    assert found == set(WALL_ALLOWED["lobby"])


def test_nobody_names_a_tenant_but_the_wall():
    """set_config and SET app.tenant would move the wall while somebody works inside."""
    pattern = re.compile(r"set_config|app\.tenant|set\s+(local\s+)?(role|session)", re.IGNORECASE)
    found = {file.name for file in files("saas") for _, text, _ in texts(file) if pattern.search(text)}
    assert found == set()


def test_nothing_is_left_behind_in_a_connection():
    """Settings, locks and listeners of a session would reach the next user of a pooled connection."""
    pattern = re.compile(
        r"^\s*set\s+(session\s+)?[\w.]+\s*(=|to)|^\s*listen\s+\w+$|pg_(try_)?advisory_lock\b|with\s+hold|create\s+temp", re.IGNORECASE
    )
    found = {file.name for file in files("saas", "tenants") for _, text, _ in texts(file) if pattern.search(text)}
    assert found == set(ALLOWED["sessions"])


def test_the_raw_engine_is_not_for_the_slices():
    wrong = {file.name for file in files("saas") if file.word and "tenants/engine.py" in file.imports() - {"tenants/__init__.py"}}
    assert {name for name in wrong if not name.endswith("tables.py")} == set(ALLOWED["engine"])


def test_only_edges_read_the_clock():
    found = set()
    for file in files("saas", "tenants"):
        for call in file.calls("now", "utcnow", "today"):
            if ast.unparse(call.func) in ("datetime.now", "datetime.utcnow", "date.today"):
                found.add(file.name)
    assert found == set(ALLOWED["clocks"])


@pytest.mark.parametrize("forbidden", ["run_sync", "batch"])
def test_the_back_doors_of_the_query_layer_stay_shut(forbidden):
    assert {file.name for file in files("saas") if list(file.calls(forbidden))} == set()
