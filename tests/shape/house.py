"""The house read as text: its files, what each imports, its functions, its SQL."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALLOWED = tomllib.loads((Path(__file__).parent / "allowed.toml").read_text())
WALL_ALLOWED = tomllib.loads((ROOT / "tests" / "wall" / "allowed.toml").read_text())
# A later word may call an earlier one, never the other way; `notices`, `desk` and `demo` stand above all of them.
WORDS = (
    "history", "sheets", "people", "org", "hours", "standards", "duties", "processes", "objects", "checks", "checklists", "reviews", "findings", "voices", "days", "suggestions", "phone", "formulas", "indicators", "models", "scores", "schemes", "plans", "cycles", "appeals", "signals", "rollout", "benchmarks", "links", "dashboards", "reports",
    "packs", "notices", "api", "desk", "demo",
)  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class File:
    """One Python file: `name` from the root, `word` its slice (empty at the top of saas), `stem` what it is."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Read when it is asked for: every worker of the suite collects these tests, few of them run them."""
        return ast.parse(self.text)

    @property
    def word(self) -> str:
        parts = self.name.split("/")
        return parts[1] if parts[0] == "saas" and len(parts) > 2 else ""

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def imports(self) -> set[str]:
        """Files of the house that this one imports, at its head or inside a function."""
        asked = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                asked |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                asked |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return {name for name in map(_as_file, asked) if name} - {self.name}

    def modules(self) -> set[str]:
        """Top names of everything imported."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
        return names

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of a function or method by its last name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _last(node.func) in names:
                yield node


@cache
def files(*folders: str) -> tuple[File, ...]:
    """Python files below these folders, in order; without folders the whole product."""
    return tuple(file for folder in folders or ("saas", "tenants", "infra", "migrations") for file in _below(folder))


@cache
def _below(folder: str) -> tuple[File, ...]:
    return tuple(File(str(path.relative_to(ROOT)), path.read_text()) for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is kept, as far as it is text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for path in map(ROOT.joinpath, filter(None, names.split("\0"))) if path.is_file() and _is_text(path))


def texts(file: File) -> Iterator[tuple[int, str, list[str]]]:
    """(line, text, parts put in) of every string; an f-string's parts stand as `{}` in the text."""
    inner = {id(part) for node in ast.walk(file.tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [ast.unparse(value.value) for value in node.values if isinstance(value, ast.FormattedValue)]
            pieces = [str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values]
            yield node.lineno, "".join(pieces), parts
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.lineno, node.value, []


def _as_file(name: str) -> str | None:
    at = ROOT.joinpath(*name.split("."))
    if at.with_suffix(".py").is_file():
        return str(at.with_suffix(".py").relative_to(ROOT))
    package = at / "__init__.py"
    # The slices' own __init__ are empty; only the wall's says something.
    return str(package.relative_to(ROOT)) if package.is_file() and package.read_text().strip() else None


def _last(func: ast.expr) -> str | None:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else None


def _is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:4096]
