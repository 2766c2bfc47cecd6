"""A file fits into a head, a function on a screen. Exceptions are named, and go when they are no longer needed."""

from __future__ import annotations

import ast

from tests.shape.house import ALLOWED, ROOT, files

PRODUCT = files("saas", "tenants", "infra")
FILE, FUNCTION, TEMPLATE, USUAL = 250, 30, 80, 18


def lengths() -> dict[str, int]:
    """Lines of every function without its docstring: what is promised may take the room it needs."""
    found = {}
    for file in PRODUCT:
        for node in file.functions():
            said = node.body[0] if ast.get_docstring(node) else None
            promised = said.end_lineno - said.lineno + 1 if said else 0
            found[f"{file.name}:{node.name}"] = node.end_lineno - node.lineno + 1 - promised
    return found


def test_files_are_short():
    found = {file.name: len(file.text.splitlines()) for file in (*PRODUCT, *files("migrations"))}
    assert {name for name, lines in found.items() if lines > FILE} == set(ALLOWED["long_files"])


def test_functions_are_short():
    found = lengths()
    assert {name: lines for name, lines in found.items() if lines > FUNCTION and name not in ALLOWED["long_functions"]} == {}
    assert {name for name in ALLOWED["long_functions"] if found.get(name, 0) <= FUNCTION} == set()


def test_nine_functions_in_ten_fit_half_a_screen():
    found = sorted(lengths().values())
    assert found[len(found) * 9 // 10] <= USUAL


def test_templates_are_short():
    found = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in (ROOT / "templates").rglob("*.html")}
    assert {name for name, lines in found.items() if lines > TEMPLATE} == set(ALLOWED["long_templates"])
