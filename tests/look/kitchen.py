"""A page of everything, with the texts of the trade, so that the look can be looked at.

`python tests/look/kitchen.py [folder]` renders each scene in both languages, light and dark, at 360 and
1280 px, one PDF page as a picture, and lets axe read every scene. Pictures and faults go to the folder.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from scenes import SCENES, values

from saas.words import LOCALES, TEMPLATES, environment

HERE = Path(__file__).resolve().parent
PHONE = 500
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-background-networking"],
}
POLICY = {
    "content-security-policy": "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'"
}


def html(scene: str, locale: str) -> str:
    """One scene as a page, its strings in the locale; scenes live beside this file."""
    jinja = environment(locale).overlay()
    source = (HERE / "scenes" / f"{scene}.html").read_text("utf-8")
    return jinja.from_string(source).render(**values(locale, scene))


def pdf(locale: str) -> bytes:
    """The paper, drawn from the same macros as the pages."""
    from PIL import ImageFile
    from weasyprint import HTML

    # WeasyPrint tells all of its process to take pictures cut short; the press does so in a process of its own.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return bytes(HTML(string=html("paper", locale)).write_pdf(pdf_variant="pdf/ua-1"))


def serve(page: Any, locale: str) -> None:
    """Answer the browser from the templates: no server, no network."""

    def answer(route: Any) -> None:
        path = route.request.url.split("://", 1)[1].split("/", 1)[1].split("?")[0]
        if path.startswith("assets/"):
            file = TEMPLATES / path
            return route.fulfill(path=file) if file.exists() else route.fulfill(status=404, body="")
        if not (HERE / "scenes" / f"{path}.html").exists():
            # What the scripts of the frame ask a server for: there is none.
            return route.fulfill(status=204, body="")
        return route.fulfill(body=html(path, locale), content_type="text/html; charset=utf-8", headers=POLICY)

    page.route("**/*", answer)


def opened(browser: Any, scene: str, locale: str, width: int, scheme: str) -> tuple[Any, list[str]]:
    """A page of its own with the scene, and the list that its console errors go to."""
    height = 740 if width < PHONE else 860
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page, said = context.new_page(), []
    page.on("console", lambda line: said.append(f"console {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script {error}"))
    serve(page, locale)
    page.goto(f"http://look.test/{scene}")
    return page, said


def complaints(page: Any) -> list[str]:
    """What is wider than the screen, and what axe finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{wide} px too wide"] if wide > 0 else []
    grave = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    return found + [
        f"axe {v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in grave
    ]


def pictures(browser: Any, folder: Path) -> list[str]:
    """Every scene in every way; what there is to complain about."""
    said = []
    for scene, locale, width, scheme in product(SCENES, LOCALES, (360, 1280), ("light", "dark")):
        page, heard = opened(browser, scene, locale, width, scheme)
        name = f"{scene}-{locale}-{width}-{scheme}"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        said += [f"{name}: {one}" for one in heard + complaints(page)]
        page.context.close()
    return said


def papers(folder: Path) -> None:
    """The paper in both languages, as file and as pictures."""
    for locale in LOCALES:
        file = folder / f"paper-{locale}.pdf"
        file.write_bytes(pdf(locale))
        subprocess.run(["pdftoppm", "-r", "80", "-png", file, file.with_suffix("")], check=True)


def main(folder: Path) -> int:
    """Everything once; prints each fault, answers 1 when there is one."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(**CHROMIUM)
        said = pictures(browser, folder)
        browser.close()
    papers(folder)
    print("\n".join(said) or "nothing to complain about")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/look")))
