"""One person at one screen: what they press, what they see, and whatever the browser complains about."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from saas.words import translator

PHONE, DESK = 360, 1280
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A refused form is told to the console as well; the page says it to the person.
EXPECTED = re.compile(r"status of 4(09|22)")


async def first_told(page: Page) -> None:
    """A list was opened: before somebody's first one stands what is measured, until they have read it."""
    await page.locator("#check[data-ready]").wait_for(state="attached")
    await expect(page.locator("#briefing:not([data-ready])")).to_have_count(0)
    if await page.locator("#briefing").count():
        assert not await page.locator("#check").is_visible(), "the list stood beside what is to be read first"
        await page.locator("#briefing .actions button").click()
    await page.locator("#check[data-ready]").wait_for()
    await expect(page.locator(".check-head h1")).not_to_be_empty()


class Person:
    """`say` gives a text of the product in this person's language: the journey is written once, in Chinese."""

    def __init__(self, name: str, page: Page, origin: str, locale: str, album: Album) -> None:
        self.name, self.page, self.origin, self.album = name, page, origin, album
        self.locale, self.say = locale, translator(locale)
        self.said: list[str] = []
        page.on(
            "console", lambda line: self._hear(f"{line.text} {line.location.get('url', '')}") if line.type == "error" else None
        )
        page.on("pageerror", lambda error: self._hear(f"script {error}"))

    def _hear(self, text: str) -> None:
        if not EXPECTED.search(text):
            self.said.append(f"{self.name}: {text} on {self.page.url}")

    def words(self, chinese: str, english: str) -> str:
        """What this person types, in their language."""
        return chinese if self.locale == "zh-CN" else english

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.origin)

    async def go(self, path: str) -> None:
        await self.page.goto(self.origin + path)

    def button(self, text: str, *, within: Any = None, **words: Any) -> Locator:
        """By its visible name, whatever key is shown beside it."""
        return (within or self.page).get_by_role("button", name=re.compile(rf"^{re.escape(self.say(text, **words))}( \w)?$"))

    def link(self, text: str, *, within: Any = None, **words: Any) -> Locator:
        return (within or self.page).get_by_role("link", name=self.say(text, **words))

    async def press(self, text: str, *, within: Any = None, **words: Any) -> None:
        await self.button(text, within=within, **words).first.click()

    async def fill(self, text: str, value: str, *, within: Any = None) -> None:
        await (within or self.page).get_by_label(self.say(text)).first.fill(value)

    async def sees(self, text: str, *, within: Any = None, **words: Any) -> None:
        await expect((within or self.page).get_by_text(self.say(text, **words)).first).to_be_visible(timeout=20_000)

    async def show(self, name: str) -> None:
        """A picture for the album; a page that is wider than its screen ends the journey."""
        await self.page.wait_for_load_state()
        await self.album.take(self.page, f"{self.name}-{name}")
        wider = await self.page.evaluate(WIDER)
        assert wider <= 0, f"{self.path} is {wider} px too wide"


class Album:
    """The pictures of one journey, numbered in the order they were taken; without a folder there are none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.numbers = folder, count(1)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    async def take(self, page: Page, name: str) -> None:
        if self.folder:
            await page.screenshot(path=self.folder / f"{next(self.numbers):02d}-{name}.png", full_page=True)


class Crowd:
    """The people of one journey, each with a browser context of their own."""

    def __init__(self, browser: Browser, origin: str, locale: str, width: int, album: Album) -> None:
        self.browser, self.origin, self.locale, self.width, self.album = browser, origin, locale, width, album
        self.people: list[Person] = []

    async def joins(self, name: str, **more: Any) -> Person:
        """Somebody opens their own browser."""
        height = 740 if self.width == PHONE else 860
        context = await self.browser.new_context(
            viewport={"width": self.width, "height": height}, locale=self.locale, timezone_id="Asia/Shanghai",
            reduced_motion="reduce", **more,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        person = Person(name, await context.new_page(), self.origin, self.locale, self.album)
        self.people.append(person)
        return person

    async def leave(self) -> list[str]:
        """Close all browsers; what was heard on the consoles."""
        for person in self.people:
            await person.page.context.close()
        return [line for person in self.people for line in person.said]
