"""Nothing unfinished, nothing of the machine it was written on, no figure that rounds behind our back."""

from __future__ import annotations

import ast
import re

import pytest

from tests.shape.house import ALLOWED, ROOT, files, tracked

HERE = "tests/shape/test_clean.py"
FOREIGN = ("templates/assets/", "requirements")


def found(pattern: str, *, flags: re.RegexFlag = re.NOFLAG, skip: tuple[str, ...] = ()) -> list[str]:
    hits = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if name != HERE and not name.startswith((*FOREIGN, *skip)):
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if re.search(pattern, line, flags):
                    hits.append(f"{name}:{number}: {line.strip()[:120]}")
    return hits


@pytest.mark.parametrize("word", ["TOD[O]", "FIXM[E]", r"\bXXX\b", r"\bHACK\b", "(?i:lorem ipsum)", "NotImplementedError"])
def test_nothing_is_left_for_later(word):
    assert found(word) == []


def test_no_machine_of_ours_shows():
    """Folders of one machine, and addresses that packages came from."""
    assert found(r"(?<![\w.])/(work|home|Users)/\w") == []
    assert found(r"index-url|pypi\.org|pythonhosted|npmjs|find-links", flags=re.IGNORECASE) == []


def test_the_locks_name_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index" not in text


def test_prints_are_for_command_lines():
    wrong = {file.name for file in files("saas", "tenants") if file.word not in ("", "demo") and list(file.calls("print", "breakpoint"))}
    assert wrong == set()


def test_no_figure_of_the_product_is_binary():
    """Points, rates, weights and money are Decimal. Seconds of waiting may be float: they are not in these files."""
    wrong = []
    for file in files("saas"):
        if not file.word or file.word == "demo":  # dice are no figures
            continue
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Name) and node.id == "float":
                wrong.append(f"{file.name}:{node.lineno} float")
            elif isinstance(node, ast.Constant) and isinstance(node.value, float):
                wrong.append(f"{file.name}:{node.lineno} {node.value}")
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "round":
                wrong.append(f"{file.name}:{node.lineno} round")
    assert wrong == []


def test_templates_carry_no_inline_style_or_script():
    """The content policy would drop them; `style=` and `on…=` never reach a page."""
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        hits = re.finditer(r"\sstyle=|\son\w+=\"|javascript:|<script(?![^>]*nonce)[^>]*>", text)
        wrong += [f"{path.relative_to(ROOT)}: {hit[0].strip()}" for hit in hits]
    assert wrong == []


def test_text_that_is_not_escaped_is_named():
    unescaped = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false", path.read_text())
    }
    assert unescaped == set(ALLOWED["safe"])
    # Markup() trusts its text as `safe` does.
    assert {file.name for file in files("saas") if list(file.calls("Markup"))} == set(ALLOWED["markup"])
