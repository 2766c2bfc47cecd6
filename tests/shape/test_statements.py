"""Every SQL text of the product: no values glued in, every table of a company asked with its tenant."""

from __future__ import annotations

import ast
import re

from tests.shape.house import ALLOWED, files, texts

SQL = re.compile(r"\s*(with|select|insert\s+into|update|delete\s+from|begin)\b", re.IGNORECASE)
TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\);", re.DOTALL)
REFERENCE = re.compile(r"\b(from|join|update|into)\s+(\w+)(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
WORDS = {
    "on", "where", "set", "values", "join", "left", "cross", "inner", "order", "group", "limit", "select", "returning",
    "using", "for", "union", "having", "offset",
}  # fmt: skip
OWNED = {
    name for file in files("migrations") for name, body in TABLE.findall(file.text.replace("{{", "{")) if "tenant_id" in body
}
# Constants, and constants composed: CYCLE, IN_LINE.format(unit='p.unit_id').
CONSTANT = re.compile(r"[A-Z][A-Z_]+(\.format\(\w+='[\w.]+'\))?")


def statements():
    for file in files("saas", "tenants"):
        for line, text, parts in texts(file):
            if SQL.match(text) and (parts or re.search(r"\b(from|into|set)\b", text, re.IGNORECASE)):
                yield file, line, text, parts


def without_tenant(text: str) -> list[str]:
    """References to a company's tables that do not say whose rows they mean."""
    wrong = []
    for word, table, alias in REFERENCE.findall(text):
        if table not in OWNED:
            continue
        if word.lower() == "into":
            held = re.search(rf"into\s+{table}(\s+as\s+\w+|\s+\w+)?\s*\(\s*tenant_id\b", text, re.IGNORECASE)
        elif alias and alias.lower() not in WORDS:
            held = re.search(rf"\b{alias}\.tenant_id\b", text)
        else:
            held = "tenant_id" in text
        if not held:
            wrong.append(f"{word} {table} {alias}")
    return wrong


def test_the_tables_of_a_company_are_found():
    assert {"checks", "findings", "scores", "photos"} <= OWNED
    assert not {"tenants", "persons", "sessions"} & OWNED


def test_the_rule_finds_what_it_forbids():
    assert without_tenant("select 1 from checks c join due_checks d on d.id = c.due_id where c.tenant_id = $1") == ["join due_checks d"]
    assert without_tenant("insert into photos (id) values ($1)") == ["into photos "]
    assert without_tenant("update photos set path = $1") == ["update photos set"]


def test_every_statement_says_whose_rows_it_means():
    """A composed statement is judged together with the constants of its file."""
    wrong = {}
    for file, line, text, _ in statements():
        found = without_tenant(text)
        # A piece of a statement: its `where` stands in the pieces composed with it.
        found = [one for one in found if not _completed(file, text, one)]
        if found:
            wrong[f"{file.name}:{line}"] = found
    assert wrong == {}


def _completed(file, piece: str, reference: str) -> bool:
    """Whether every statement made from this constant holds the reference."""
    name = next((_name(node) for node in file.tree.body if isinstance(node, ast.Assign) and _value(node) == piece), None)
    users = [text for _, text, parts in texts(file) if name and name in parts]
    return bool(users) and all(f"{reference.rsplit(maxsplit=1)[-1]}.tenant_id" in text for text in users)


def _name(node: ast.Assign) -> str:
    return ast.unparse(node.targets[0])


def _value(node: ast.Assign) -> object:
    return node.value.value if isinstance(node.value, ast.Constant) else None


def test_nothing_but_named_constants_is_put_into_sql():
    found = set()
    for file, _, _, parts in statements():
        for part in parts:
            # A join over constants at the head of a file is a constant.
            if not CONSTANT.fullmatch(part) and not re.match(r"', '\.join\(.* in [A-Z]+(\.items\(\))?\)", part):
                found.add(f"{file.name}: {part}")
    assert found == set(ALLOWED["sql_parts"])


def test_sql_is_not_built_with_plus_percent_or_format():
    wrong = []
    for file in files("saas", "tenants"):
        for call in file.calls("fetch", "fetchrow", "fetchval", "execute", "executemany"):
            built = call.args[0] if call.args else None
            if isinstance(built, ast.BinOp) or (isinstance(built, ast.Call) and ast.unparse(built.func).endswith(".format")):
                wrong.append(f"{file.name}:{call.lineno}")
    assert wrong == []
