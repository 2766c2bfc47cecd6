"""The kitchen sink in a browser: nothing axe objects to, no wider than the screen, a script that helps."""

from __future__ import annotations

import gzip
import io
import re

import pypdf
import pytest
from kitchen import CHROMIUM, complaints, opened, pdf
from playwright.sync_api import expect, sync_playwright
from scenes import SCENES

from saas.words import TEMPLATES

NOTE_CLICKS = """addEventListener("click", (event) => {
    document.title = event.target.textContent
    event.preventDefault()
})"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        browser = play.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def look(browser):
    contexts = []

    def go(scene, locale="zh-CN", width=360, scheme="light"):
        page, said = opened(browser, scene, locale, width, scheme)
        contexts.append(page.context)
        return page, said

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(
    ("locale", "width", "scheme"), [("zh-CN", 360, "light"), ("en", 1280, "dark"), ("en", 360, "light")]
)
def test_nothing_is_serious(look, scene, locale, width, scheme):
    page, said = look(scene, locale, width, scheme)
    assert complaints(page) + said == []


def test_nothing_is_preselected_and_a_tap_counts(look):
    page, _ = look("check")
    point = page.locator('[data-point="C2-02"]')
    assert point.locator("input:checked").count() == 0
    expect(page.locator("[data-done]")).to_have_text("3")
    point.locator(".reading").fill("-20")
    point.locator(".reading").blur()
    expect(page.locator("[data-done]")).to_have_text("4")
    expect(point.locator(".after-fail")).to_be_hidden()


def test_a_reading_outside_the_limits_asks_what_happened(look):
    page, _ = look("check")
    point = page.locator('[data-point="C2-02"]')
    point.locator(".reading").fill("−14.2")
    point.locator(".reading").blur()
    expect(point.locator(".after-fail")).to_be_visible()


def test_a_failed_point_asks_for_a_photo_and_a_line(look):
    page, _ = look("check")
    point = page.locator('[data-point="C1-09"]')
    expect(point.locator(".after-fail")).to_be_hidden()
    point.get_by_role("radio", name="不合格").check()
    expect(point.get_by_text("拍照")).to_be_visible()


def test_thumb_targets_are_large_enough(look):
    page, _ = look("check")
    sizes = page.locator(".tap > span, .thumb > ul > li > a, .send-bar .button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44


def test_a_refused_form_takes_the_focus_to_its_summary(look):
    page, _ = look("desk", width=1280)
    expect(page.locator(".errors")).to_be_focused()
    page.locator(".errors a").first.click()
    expect(page.locator("#name")).to_be_focused()


@pytest.mark.skipif(not (TEMPLATES / "assets/vendor/htmx.min.js").exists(), reason="htmx comes at set-up")
def test_a_form_refused_through_htmx_says_so_in_place(look):
    page, said = look("desk", width=1280)
    seen = []

    def refuse(route):
        seen.append(route.request.headers.get("x-csrf-token"))
        headers = {"hx-trigger": '{"toast": "\\u672a\\u4fdd\\u5b58"}'}
        wrong = '<div class="errors" tabindex="-1">没有保存</div>'
        route.fulfill(status=422, headers=headers, content_type="text/html; charset=utf-8", body=wrong)

    page.route("**/save", refuse)
    page.evaluate(
        """() => { const form = document.querySelector("main form"); form.setAttribute("hx-post", "/save");
                   form.setAttribute("hx-swap", "innerHTML"); htmx.process(form) }"""
    )
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="未保存")).to_be_visible()
    assert seen == ["c"]
    assert [one for one in said if "422" not in one] == []


def test_a_form_is_sent_once(look):
    page, _ = look("signin")
    page.get_by_label("账号").fill("13800000000")
    page.get_by_label("密码").fill("a long password")
    sent = page.evaluate(
        """() => {
            let sent = 0
            document.querySelector("main form").addEventListener("submit", () => { sent += 1 })
            const send = document.querySelector("main .button.main")
            send.click(); send.click()
            return [sent, send.getAttribute("aria-busy")]
        }"""
    )
    assert sent == [1, "true"]


def test_a_toast_can_be_undone(look):
    page, _ = look("queue", width=1280)
    page.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {value: '已通过'}}))")
    expect(page.get_by_role("status")).to_contain_text("已通过")
    page.evaluate("jingjin.toast('已退回', {undo: () => { document.title = 'undone' }})")
    page.keyboard.press("z")
    expect(page).to_have_title("undone")


def test_keys_work_but_not_while_typing(look):
    page, _ = look("queue", width=1280)
    page.locator("#reason").fill("j?")
    expect(page.locator("#help")).to_be_hidden()
    page.locator("#reason").blur()
    page.evaluate(NOTE_CLICKS)
    page.keyboard.press("j")
    expect(page.locator("[data-steps] a").nth(1)).to_be_focused()
    assert "门店拜访自检" in page.title()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_a_column_put_away_stays_away(look):
    page, _ = look("desk", width=1280)
    page.get_by_text("列", exact=True).click()
    page.get_by_label("期限").uncheck()
    page.reload()
    expect(page.get_by_role("columnheader", name="期限")).to_be_hidden()


def test_the_assets_are_light():
    """What every page loads, and what a slice adds of its own; the first view of a phone stays below 50 KB with its HTML."""
    weight = {file.name: len(gzip.compress(file.read_bytes())) for file in (TEMPLATES / "assets").glob("**/*.*s")}
    frame = re.findall(r"[\w./]+\.(?:css|js)\b", (TEMPLATES / "layout" / "head.html").read_text())
    everywhere = sum(weight[name.rsplit("/")[-1]] for name in frame)
    assert everywhere < 28_000
    own = {name: size for name, size in weight.items() if name not in {each.rsplit("/")[-1] for each in frame} and name != "print.css"}
    assert {name: size for name, size in own.items() if size > 5_000} == {}
    assert everywhere + sum(own[name] for name in ("check.js", "kinds.js", "outbox.js", "idb.umd.js")) < 40_000


def test_the_paper_is_tagged_and_its_chinese_can_be_searched():
    paper = pypdf.PdfReader(io.BytesIO(pdf("zh-CN")))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.trailer["/Root"]["/Lang"].startswith("zh")
    first = paper.pages[0].extract_text()
    assert "为什么变了" in first
    assert "第 1 / 2 页" in first
    assert "+1.87" in first
