"""The service worker as one script: what it is made of, and which assets it keeps. A new file is a new script."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256

from saas.words import TEMPLATES, asset

PIECES = ("vendor/idb.umd.js", "offline-store.js", "outbox.js", "sw.js")
KEPT = (
    "app.css", "parts.css", "check.css", "charts.css", "vendor/htmx.min.js", "app.js", "vendor/idb.umd.js", "offline-store.js",
    "outbox.js", "offline.js", "offline-pages.js", "submissions.js", "findings.css", "finding.js", "acting.js",
    "voices.css", "voice.js", "scan.js", "kinds.js", "snaps.js", "pace.js", "check.js", "large.js", "briefing.js", "mark.svg",
    "icon-192.png",
)  # fmt: skip


@cache
def worker_script() -> bytes:
    """Ours from end to end: the list of assets with the marks of their contents, then the pieces."""
    pieces = [(TEMPLATES / "assets" / name).read_text() for name in PIECES]
    head = f"const ASSETS = {json.dumps([asset(name) for name in KEPT])};\n"
    build = sha256("".join([head, *pieces]).encode()).hexdigest()[:10]
    return "\n".join([f'"use strict";\nconst BUILD = "{build}";\n{head}', *pieces]).encode()
