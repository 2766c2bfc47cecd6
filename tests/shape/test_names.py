"""Jobs are called by name: every name has its handler, every handler is asked for."""

from __future__ import annotations

import ast

import pytest

from saas.clock import WAKES
from saas.worker import load_jobs
from tenants import registry
from tests.shape.house import files


def names(call: ast.Call, constants: dict[str, str]) -> set[str]:
    """The job's name: a text, or a constant of the same file or of its reads."""
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return {first.value}
    return {constants[ast.unparse(first)]} if ast.unparse(first) in constants else set()


@pytest.fixture(scope="module")
def asked() -> set[str]:
    found = {wake.job for wake in WAKES}
    for file in files("saas"):
        constants = {}
        for other in files("saas"):
            if other.word == file.word:
                for node in other.tree.body:
                    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                        name = ast.unparse(node.targets[0])
                        constants |= {f"{other.stem}.{name}": node.value.value} | ({name: node.value.value} if other is file else {})
        for call in file.calls("later"):
            found |= names(call, constants)
    return found


def test_every_name_asked_for_has_a_handler_and_every_handler_is_asked_for(asked):
    load_jobs()
    assert {name for name in registry if not name.startswith("tests.")} == asked


def test_a_job_is_named_after_its_slice():
    for name, job in registry.items():
        if not name.startswith("tests."):
            assert job.handler.__module__ == f"saas.{name.split('.')[0]}.jobs"
