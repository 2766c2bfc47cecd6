"""A page of everything, with the texts of the trade, so that the look can be looked at.

`python tests/look/kitchen.py [folder]` renders each scene in both languages, light and dark, at 360 and
1280 px, one PDF page as a picture, and lets axe read every scene. Pictures and faults go to the folder.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from scenes import SCENES, values

from saas.words import LOCALES, TEMPLATES, environment

HERE = Path(__file__).resolve().parent


def html(scene: str, locale: str) -> str:
    """One scene as a page, its strings in the locale; scenes live beside this file."""
    jinja = environment(locale).overlay()
    source = (HERE / "scenes" / f"{scene}.html").read_text("utf-8")
    return jinja.from_string(source).render(**values(locale, scene))


def pdf(locale: str) -> bytes:
    """The paper, drawn from the same macros as the pages."""
    from weasyprint import HTML

    return bytes(HTML(string=html("paper", locale)).write_pdf(pdf_variant="pdf/ua-1"))


def serve(page: Any, locale: str) -> None:
    """Answer the browser from the templates: no server, no network."""

    def answer(route: Any) -> None:
        path = route.request.url.split("://", 1)[1].split("/", 1)[1].split("?")[0]
        if path.startswith("assets/"):
            file = TEMPLATES / path
            return route.fulfill(path=file) if file.exists() else route.fulfill(status=404, body="")
        return route.fulfill(body=html(path, locale), content_type="text/html; charset=utf-8", headers=POLICY)

    page.route("**/*", answer)


POLICY = {"content-security-policy": "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self'"}


def shoot(browser: Any, folder: Path, scene: str, locale: str, width: int, scheme: str) -> list[str]:
    """One picture; what the browser and axe complain about."""
    context = browser.new_context(viewport={"width": width, "height": 740 if width < 500 else 860}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(f"console {line.text}") if line.type == "error" and "htmx.min" not in line.location.get("url", "") else None)
    page.on("pageerror", lambda error: said.append(f"script {error}"))
    serve(page, locale)
    page.goto(f"http://look.test/{scene}")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        said.append(f"{wide} px too wide")
    page.screenshot(path=folder / f"{scene}-{locale}-{width}-{scheme}.png", full_page=True)
    said += faults(page)
    context.close()
    return said


def faults(page: Any) -> list[str]:
    """What axe finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page)
    return [f"axe {v['id']}: {v['nodes'][0]['target']} {re.sub(chr(10), ' ', v['nodes'][0].get('failureSummary', ''))[:160]}"
            for v in result.response["violations"] if v["impact"] in ("serious", "critical")]  # fmt: skip


def main(folder: Path) -> int:
    """Everything once; prints each fault, answers 1 when there is one."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    said = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"])
        for scene in SCENES:
            for locale in LOCALES:
                for width, scheme in ((360, "light"), (1280, "light"), (360, "dark"), (1280, "dark")):
                    said += [f"{scene} {locale} {width} {scheme}: {one}" for one in shoot(browser, folder, scene, locale, width, scheme)]
        browser.close()
    for locale in LOCALES:
        (folder / f"paper-{locale}.pdf").write_bytes(pdf(locale))
        subprocess.run(["pdftoppm", "-r", "80", "-png", folder / f"paper-{locale}.pdf", folder / f"paper-{locale}"], check=True)
    print("\n".join(said) or "nothing to complain about")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/look")))
