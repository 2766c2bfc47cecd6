"""The quarter as the HTML that the press sets: same figures and same charts as on the page."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any

from saas.reports.figures import Quarter, limits
from saas.words import TEMPLATES, environment

# What a print looks like; another edition is another document.
PARTS = ("assets/print.css", "layout/print.html", "parts", "reports", "words/en")

# Tables beside charts and names of single marks are for the screen: unseen on paper, they cost the press time.
SCREEN = re.compile(
    r'<details class="more beside">.*?</details>|<desc>.*?</desc>|<title>[^<]*</title>(?=</(?:rect|circle)>)',
    re.DOTALL,
)
# Black on white needs no box of its own.
PLAIN = re.compile(r'<span class="delta (?:up|same)">([^<]*)</span>')


def paper(quarter: Quarter, locale: str, content: str) -> str:
    """The whole document in one language; `content`, printed on the last page, names its figures."""
    html = (
        environment(locale)
        .get_template("reports/paper.html")
        .render(company=quarter.company, running="", content=content, **values(quarter))
    )
    return PLAIN.sub(r"\1", SCREEN.sub("", html))


def values(quarter: Quarter) -> dict[str, Any]:
    """What page and paper both need."""
    return {"q": quarter, "limits": limits}


@cache
def edition() -> str:
    """SHA-256 over templates, style and words of the paper."""
    sums = hashlib.sha256()
    for part in PARTS:
        path = TEMPLATES / part
        for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
            sums.update(file.read_bytes())
    return sums.hexdigest()
