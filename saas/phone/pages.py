"""The phone without a network: the page it shows then, what it takes along, and how it is installed. Reads only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from saas.checks.versions import load, phone_part
from saas.phone import reads
from saas.phone.feed import feed, scope
from saas.phone.script import worker_script
from saas.visit import Visit
from saas.web import Data, File, View, open_page, page
from saas.words import N_, asset, translator

SIZES = (192, 512)
NAME, PURPOSE = N_("精进"), N_("每天的自查、问题和标准，没有网络也能用")


@page("/phone", permit="today.read")
async def shell(visit: Visit) -> View:
    """One page for all that is shown without a network: filled on the phone from what is kept there."""
    return View("phone/shell.html")


@page("/phone/pass", permit="check.submit")
async def entry(visit: Visit) -> Data:
    """Who is signed in, and the token for what they send: nothing leaves a phone under another name."""
    return Data({"scope": scope(visit), "csrf": visit.csrf})


@page("/phone/feed", permit="today.read")
async def lists(visit: Visit) -> Data:
    return Data(await feed(visit))


@page("/phone/forms/{version}", permit="check.submit")
async def form(visit: Visit, version: UUID) -> Data:
    """The fixed part of a list's form."""
    published = await load(version)
    photos = await reads.standard_photos(version, visit.today)
    addresses = {code: f"/{visit.tenant.slug}/standards/files/{one}" for code, one in photos.items()}
    return Data({"html": str(phone_part(visit.tenant.id, published, visit.locale, photos=addresses))})


@open_page("/sw.js")
async def worker(visit: Visit) -> File:
    return File(worker_script(), "text/javascript; charset=utf-8")


@open_page("/manifest.webmanifest")
async def manifest(visit: Visit) -> File:
    return File(msgspec.json.encode(_manifest(visit.locale)), "application/manifest+json")


def _manifest(locale: str) -> dict[str, Any]:
    say = translator(locale)
    icons = [{"src": asset(f"icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": "any maskable"} for n in SIZES]
    return {
        "name": say(NAME), "short_name": say(NAME), "description": say(PURPOSE), "lang": locale,
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone", "background_color": "#fbfbf9",
        "theme_color": "#0b6158",
        "icons": [*icons, {"src": asset("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
