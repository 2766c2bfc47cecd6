"""Every page of a lived-in company, in both languages, on a phone and at a desk: axe, width, console."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from saas.app import load_pages
from saas.people.permits import PERMITS
from saas.web import routes
from tests.cast import Firm
from tests.journeys.person import DESK, PHONE, WIDER, Person

load_pages()

pytestmark = pytest.mark.journey

# Who works on which page: the first word of its address. Everything else is the executive's where the permit says so.
WORKS = {
    "staff": {"today", "scan", "due", "checks", "measures"},
    "leader": {"reviews", "spots", "divergence", "pace", "supervision", "days", "findings", "plans"},
    "admin": {"setup", "members", "desk", "posts", "organisation", "objects", "labels", "channels", "surveys", "intakes", "places", "posters"},
}
# Files, and parts that a page fetches.
NOT_PAGES = {
    "/{slug}/pack/archive",
    "/{slug}/sheets/{sheet}",
    "/{slug}/imports/{imported}/report",
    "/{slug}/imports/{imported}/result",
    "/{slug}/choices/units",
    "/{slug}/choices/posts",
    "/{slug}/choices/members",
    "/{slug}/checklists/details",
    "/{slug}/organisation/counts",
    "/{slug}/readings",
    "/{slug}/days/morning",
    "/{slug}/kinds/{kind}/part",
    "/{slug}/objects/addition",
    "/{slug}/labels/{labels}/file",
    "/{slug}/posters/{posters}/file",
    # Behind a code on a wall: tests/journeys/test_voices.py goes there.
    "/{slug}/v/{token}",
    "/{slug}/v/{token}/survey",
    "/{slug}/processes/turns/{turn}/photo",
    "/{slug}",
    "/{slug}/quarter",
    "/{slug}/photos/{photo}",
    "/{slug}/photos/{photo}/parts",
    "/{slug}/phone/pass",
    "/{slug}/phone/type",
    "/{slug}/phone/feed",
    "/{slug}/phone/forms/{version}",
    "/sw.js",
    "/manifest.webmanifest",
    "/{slug}/findings/{finding}/photos/{photo}",
    "/{slug}/measures/{measure}/photos/{photo}",
    "/{slug}/appeals/{appeal}/photos/{photo}",
    "/{slug}/standards/files/{file}",
    "/{slug}/reports/{report}/file",
    "/{slug}/quarter/{cycle}/appendix",
    "/",
    "/health",
    "/companies",
}
STRANGER = {"/login", "/signup", "/{slug}/invitation/{token}"}
SHARED = {
    "/{slug}/findings": ["staff", "leader"],
    "/{slug}/findings/{finding}": ["staff", "leader"],
    "/{slug}/scores": ["staff", "leader"],
    "/{slug}/scores/{cycle}/{subject}": ["staff", "executive"],
    "/{slug}/scores/{cycle}/{subject}/answers": ["staff", "executive"],
    "/{slug}/scores/{cycle}/{subject}/appeal": ["staff"],
    "/{slug}/my-score": ["staff"],
    "/{slug}/checks/{check}": ["leader"],
    "/{slug}/appeals": ["staff", "leader", "admin"],
    "/{slug}/appeals/{appeal}": ["staff", "executive"],
    "/{slug}/measures/{measure}": ["executive"],
}
EMPTY = (
    "/{slug}/today",
    "/{slug}/reviews",
    "/{slug}/measures",
    "/{slug}/plans?page=9",
    "/{slug}/standards?q=zzz",
    "/{slug}/findings?state=withdrawn",
)
# The innermost thing that sticks out.
WHERE = """() => [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`).at(-1)"""
AT_ONCE = 2
# Once per browser. What axe calls moderate at most is not asked for; and of siblings that are made alike, with the same classes and
# states down to the last child, two are enough to tell whether their colours can be read.
GRAVE = """
window.graveOnes = async () => {
    const shapes = new Map(), told = /^(class|role|type|lang|open|disabled|hidden|checked|fill|aria-.*)$/;
    const shape = (one) => {
        const said = [...one.attributes].map(({name, value}) => told.test(name) ? `${name}=${value}` : name);
        const inner = [...one.childNodes].map((each) => each.localName ? shape(each) : each.data.trim() && "t");
        shapes.set(one, `${one.localName}[${said}](${inner})`);
        return shapes.get(one);
    };
    const mark = (one) => {
        const seen = new Map();
        for (const each of one.children) {
            const before = seen.get(shapes.get(each)) ?? 0;
            seen.set(shapes.get(each), before + 1);
            if (before < 2) mark(each);
            else for (const twin of [each, ...each.querySelectorAll("*")]) twin.toggleAttribute("data-twin", true);
        }
    };
    shape(document.body);
    mark(document.body);
    const mild = axe._audit.rules.filter(({impact}) => ["minor", "moderate"].includes(impact)).map(({id}) => ({id, enabled: false}));
    axe.configure({rules: [{id: "color-contrast", selector: ":not([data-twin])"}, ...mild]});
    const {violations} = await axe.run({resultTypes: ["violations"]});
    return violations.filter(({impact}) => ["serious", "critical"].includes(impact));
};"""
AXE = Axe().axe_script + GRAVE
READS = {route.path: route.permit for route in routes.all if route.method == "GET"}
PAGES = sorted(READS.keys() - NOT_PAGES)


def subject(firm: Firm, role: str, path: str) -> UUID:
    """Whose score it is: staff look at their own, and what is reopened is the score of a post."""
    return firm.posts["SR-11"] if role == "staff" or path.endswith("/reopening") else firm.units["Y"]


def signed(ids: dict[str, Any], path: str) -> dict[str, Any]:
    """What is proved is a plan that somebody signed; the page of a plan is told by a draft, which has the forms."""
    return {"plan": ids["signed_plan"]} if path.endswith("/proof") else {}


def visits(firm: Firm, ids: dict[str, Any]) -> list[tuple[str, str]]:
    """(role, address) of all pages; where roles see different things, each."""
    ids = ids | {"measure": ids["signed_measure"], "sheet": "members"}
    return [
        (role, path.format(slug=firm.slug, **ids | signed(ids, path) | {"subject": subject(firm, role, path)}))
        for path in (*PAGES, *EMPTY)
        for role in roles(path)
    ]


def roles(path: str) -> list[str]:
    if path in STRANGER:
        return ["nobody"]
    if path in EMPTY:
        return ["newcomer"]
    if path in SHARED:
        return SHARED[path]
    word = path.split("/")[2] if path.count("/") > 1 else "account"
    wanted = next((role for role, words in WORKS.items() if word in words), "executive")
    permit = READS.get(path.partition("?")[0])
    return [wanted if permit is None or wanted in PERMITS[permit] else next(r for r in ("admin", "leader", "staff") if r in PERMITS[permit])]


async def faults(page: Page, locale: str, width: int) -> list[str]:
    """What axe calls serious or critical, what is too wide, and a page in the wrong language."""
    found = [f"{wider} px too wide: {await page.evaluate(WHERE)}"] if (wider := await page.evaluate(WIDER)) > 0 else []
    if (lang := await page.get_attribute("html", "lang")) != locale:
        found.append(f"language {lang}")
    if (locale, width) not in {("zh-CN", DESK), ("en", PHONE)}:
        return [f"{width}: {one}" for one in found]  # axe looks once at either width, in one language each
    grave = await page.evaluate("graveOnes()")
    found += [f"axe {v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in grave]
    return [f"{width}: {one}" for one in found]


async def look(person: Person, address: str, locale: str) -> list[str]:
    """The page as it comes at a desk, and as it comes on a phone."""
    page, found = person.page, []
    for width in (DESK, PHONE):
        await page.set_viewport_size({"width": width, "height": 800})
        # Most pages are the same at any width; the queue is a desk only where it was opened at one.
        if width == DESK or "/reviews" in address:
            answer = await page.goto(person.origin + address)
            found += [] if answer.status == 200 else [f"status {answer.status}"]
        found += await faults(page, locale, width)
        await person.album.take(page, f"{person.name}-{re.sub(r'[/?=]', '_', address)[7:50]}-{width}")
    return found


async def tour(person: Person, addresses: list[str], locale: str, gate: asyncio.Semaphore) -> dict[str, list[str]]:
    told = {}
    for address in addresses:
        async with gate:
            if found := await look(person, address, locale):
                told[f"{person.name} {address}"] = found
    return told


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_nothing_is_serious(crowd, lived, locale):
    firm, ids = lived
    people = crowd(locale, DESK, "pages")
    tokens = {role: getattr(firm, role).token for role in ("staff", "leader", "executive", "admin")}
    tours, gate = [], asyncio.Semaphore(AT_ONCE)
    for role, token in {**tokens, "newcomer": ids["newcomer"], "nobody": None}.items():
        person = await people.joins(role)
        await person.page.add_init_script(AXE)
        cookies = {"lang": locale} | ({"session": token} if token else {})
        await person.page.context.add_cookies([{"name": k, "value": v, "url": person.origin} for k, v in cookies.items()])
        tours.append(tour(person, [address for who, address in visits(firm, ids) if who == role], locale, gate))
    told = await asyncio.gather(*tours)
    assert {address: found for each in told for address, found in each.items()} == {}


def test_every_page_is_looked_at(lived):
    firm, ids = lived
    assert [address for _, address in visits(firm, ids) if "None" in address] == []


async def test_rows_alike_are_looked_at_twice_and_another_one_too(crowd):
    person = await crowd("en", DESK, "pale").joins("nobody")
    await person.page.add_init_script(AXE)
    await person.go("/login")
    rows = "".join(f"<li class='{kind}'>Pale {n}</li>" for n, kind in enumerate(["a"] * 5 + ["b"]))
    style = "body { background: #fff; } li { color: #ccc; }"
    await person.page.evaluate(
        "([style, rows]) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
        "document.adoptedStyleSheets = [sheet]; document.body.innerHTML = `<main><h1>Pale</h1><ul>${rows}</ul></main>`; }",
        [style, rows],
    )
    found = await person.page.evaluate("graveOnes()")
    assert [(one["id"], len(one["nodes"])) for one in found] == [("color-contrast", 3)]
