"""One word for one thing: the names of the product keep to the glossary and never use a second word for it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.shape.house import files

# The second word → the product's word.
INSTEAD = {
    "audit": "check or review", "inspection": "check", "questionnaire": "checklist", "question": "point",
    "issue": "finding", "defect": "finding", "ticket": "finding", "rectification": "corrective action",
    "department": "unit", "team": "unit", "organization": "org", "measurement": "uom", "kpi": "indicator",
    "user": "person or membership", "employee": "person", "manager": "leader", "boss": "leader",
    "customer": "tenant", "company_id": "tenant_id", "workspace": "tenant", "job_post": "post",
    "task": "due check or measure", "todo": "due check", "quarter_id": "cycle_id", "period_id": "cycle_id",
    "rating": "grade", "waterfall_id": "bridge",
}  # fmt: skip
COLUMN = re.compile(r"^ {4}(\w+) (?:uuid|text|int|bigint|numeric|date|boolean|jsonb|timestamptz|bytea)", re.MULTILINE)


def parts(name: str) -> set[str]:
    words = name.lower().split("_")
    return {*words, *(word.removesuffix("s") for word in words), name}


@pytest.mark.parametrize("table", ["tables", "columns"])
def test_the_schema_speaks_the_glossary(table):
    pattern = re.compile(r"CREATE TABLE (\w+)") if table == "tables" else COLUMN
    named = {name for file in files("migrations") for name in pattern.findall(file.text)}
    assert len(named) > 30
    assert {name: INSTEAD[word] for name in named for word in parts(name) & set(INSTEAD)} == {}


def test_slices_files_and_public_names_speak_it_too():
    wrong = {}
    for file in files("saas", "tenants"):
        public = [node.name for node in file.tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
        for name in (*file.name.removesuffix(".py").split("/"), *(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one) for one in public)):
            for word in parts(name) & set(INSTEAD):
                wrong[f"{file.name}: {name}"] = INSTEAD[word]
    assert wrong == {}


def test_a_unit_is_organisational_and_a_uom_a_measure():
    """No column called unit holds a unit of measure: units are asked for by id."""
    for file in files("migrations"):
        assert not re.search(r"^ {4}unit text", file.text, re.MULTILINE), file.name
