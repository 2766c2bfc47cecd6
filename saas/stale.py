"""The answer to somebody whose thing was changed meanwhile: the difference, "keep mine" and "take theirs"."""

from __future__ import annotations

from urllib.parse import urlsplit

from saas.differences import differences
from saas.refusals import Stale
from saas.render import Data, View, wants_json
from saas.revisions import Noun, nouns
from saas.visit import Visit
from saas.words import translator

OURS = frozenset({"_csrf", "edition"})  # the form's frame, written anew


async def stale_view(visit: Visit, stale: Stale) -> View | Data:
    """409 with both versions. The form comes back whole, with the newer edition, so that nothing typed is lost."""
    if wants_json(visit):
        message = translator(visit.locale)(stale.message, **stale.params)
        return Data({"message": message, "problems": [], "edition": stale.edition, "theirs": stale.theirs}, 409)
    noun = nouns.get(stale.noun, Noun(""))
    return View(
        "layout/stale.html", part="parts/stale.html", status=409, stale=stale, noun=noun,
        rows=differences(noun, stale.base, stale.theirs, stale.mine), sent=await _sent(visit), back=_back(visit),
    )  # fmt: skip


async def _sent(visit: Visit) -> list[tuple[str, str]]:
    """The text fields of the form as they were sent, repeated names included."""
    form = await visit.request.form()
    return [(name, value) for name, value in form.multi_items() if name not in OURS and isinstance(value, str)]


def _back(visit: Visit) -> str:
    """The page the form stood on, where the newer content is; only an address of this company."""
    headers = visit.request.headers
    at = urlsplit(headers.get("hx-current-url") or headers.get("referer") or "")
    home = f"/{visit.tenant.slug}"
    if not at.path.startswith(home + "/"):
        return home
    return at.path + (f"?{at.query}" if at.query else "")
