"""A check in a minute: one tap a point, counted; what a thumb, a glove, an ear and a camera need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, expect

from saas.checklists.drafted import DraftPoint
from tests.cast import found
from tests.journeys.all_kinds import LADDER, point, publish_list
from tests.journeys.person import PHONE, first_told
from tests.journeys.rep import picture

pytestmark = pytest.mark.journey
MOST = 16
STATE = [
    {"key": "good", "text": {"zh": "完好", "en": "Intact"}, "share": "1"},
    {"key": "bad", "text": {"zh": "破损", "en": "Broken"}, "share": "0"},
]


def ordinary(n: int) -> list[DraftPoint]:
    """Twelve points of list `n`, as most lists are: hardly anything is typed."""
    return [
        *(point(f"M{n}-{k:02}", "pass_fail", f"要求 {k}", f"Requirement {k}", 8) for k in range(1, 9)),
        point(f"M{n}-09", "choice", "封条", "Seal", 8, options=STATE),
        point(f"M{n}-10", "level", "台账管理", "Ledger keeping", 8, options=LADDER),
        point(f"M{n}-11", "number", "柜内温度", "Temperature", 10, uom="℃", limits={"high": "10"}, evidence="text"),
        point(f"M{n}-12", "pass_fail", "地面干净", "Clean floor", 10, evidence="photo"),
    ]


# A phone whose camera is not allowed, and one that has just read a label.
DENIED = """window.BarcodeDetector = class { detect() { return Promise.resolve([]); } };
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));"""
READS = """window.BarcodeDetector = class { detect() { return Promise.resolve([{rawValue: LABEL}]); } };
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream());
    HTMLMediaElement.prototype.play = () => Promise.resolve();"""


# The second half of a double tap, as soon as the first one is through; by the page's own clock, which a busy machine does not slow.
TWICE = """(other) => document.addEventListener("click", () => setTimeout(() => {
    other.dispatchEvent(new PointerEvent("click", {bubbles: true, cancelable: true, pointerType: "touch"}));
    document.documentElement.dataset.twice = "";
}, 50), {once: true})"""


class Thumb:
    """Every tap and every key of the keypad counts."""

    def __init__(self) -> None:
        self.taps = 0

    async def tap(self, place: Locator) -> None:
        self.taps += 1
        await place.tap()

    async def types(self, place: Locator, figure: str) -> None:
        self.taps += len(figure)
        await expect(place).to_be_focused()
        await place.press_sequentially(figure)


@pytest.fixture(scope="module")
async def minute(stack):
    async with stack.wall():
        firm = await found("minute", now=datetime.now(UTC) - timedelta(days=3))
        made = [
            await publish_list(firm, f"M{n}", {"zh": f"普通检查 {n}", "en": f"Ordinary check {n}"}, ordinary(n))
            for n in range(1, 5)
        ]
    return firm, made


async def with_a_phone(crowd, firm, locale="zh-CN"):
    person = await crowd(locale, PHONE, "minute").joins("rep", has_touch=True)
    cookies = {"lang": locale, "session": firm.staff.token}
    await person.page.context.add_cookies([{"name": k, "value": v, "url": person.origin} for k, v in cookies.items()])
    return person


async def opened(rep, firm, made):
    await rep.go(f"/{firm.slug}/due/{made.due}")
    await first_told(rep.page)
    assert await rep.page.locator("#check input:checked").count() == 0


def at(rep, code: str) -> Locator:
    return rep.page.locator(f'[data-point="{code}"]')


async def test_twelve_points_take_at_most_sixteen_taps(crowd, minute):
    firm, made = minute
    rep, thumb = await with_a_phone(crowd, firm), Thumb()
    await rep.go(f"/{firm.slug}/today")
    await thumb.tap(rep.page.locator(f'li[data-due="{made[0].due}"] a'))
    await first_told(rep.page)
    await rep.show("empty")
    for one in ordinary(1):
        if one.kind == "number":
            await thumb.types(at(rep, one.code).locator(".reading"), "-9")
            continue
        good = {"choice": 'input[value="good"]', "level": 'input[value="A"]'}.get(one.kind, 'input[value="pass"]')
        place = at(rep, one.code).locator(good)
        await expect(place).to_be_in_viewport(ratio=1)
        await thumb.tap(place)
        await rep.page.wait_for_timeout(320)
    await expect(rep.page.locator("[data-done]")).to_have_text("12")
    await thumb.tap(rep.button("提交"))
    await expect(rep.page.locator("[data-no]")).not_to_be_empty(timeout=20_000)
    assert thumb.taps <= MOST


async def test_a_tap_can_be_taken_back_and_a_double_one_answers_once(crowd, minute):
    firm, made = minute
    rep = await with_a_phone(crowd, firm)
    await opened(rep, firm, made[1])
    first, second = (at(rep, code) for code in ("M2-01", "M2-02"))
    await second.locator('input[value="pass"]').evaluate(TWICE)
    await first.locator('input[value="pass"]').tap()
    await expect(rep.page.locator("html[data-twice]")).to_be_attached()
    await expect(second.locator("input:checked")).to_have_count(0)
    await rep.sees("第 %(n)s 项：%(answer)s", n=1, answer=rep.say("合格"))
    await rep.show("undo")
    await rep.press("撤销")
    await expect(first.locator("input:checked")).to_have_count(0)
    await expect(rep.page.locator("[data-done]")).to_have_text("0")
    # Keys stay where they are, and Enter does not send.
    await first.locator('input[value="pass"]').focus()
    await rep.page.keyboard.press("Space")
    await expect(first.locator("input:checked")).to_have_count(1)
    await expect(first.locator('input[value="pass"]')).to_be_focused()
    await rep.page.keyboard.press("Enter")
    await expect(second.locator('input[value="pass"]')).to_be_focused()
    assert await rep.page.locator("#faults").is_hidden()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_evidence_is_asked_for_only_where_the_answer_calls_for_it(crowd, minute, locale):
    firm, made = minute
    rep = await with_a_phone(crowd, firm, locale)
    await opened(rep, firm, made[2])
    warm, floor = at(rep, "M3-11"), at(rep, "M3-12")
    await warm.locator(".reading").fill("9")
    await expect(warm.locator('[name="m-M3-11"]')).to_be_hidden()
    await warm.locator(".reading").fill("12")
    await expect(warm.locator(".limits")).to_contain_text(rep.say("超出范围"))
    await floor.locator('input[value="pass"]').tap()
    await expect(floor.locator("input[type=file]")).to_be_hidden()
    await floor.locator('input[value="fail"]').tap()
    await rep.press("提交")
    told = rep.page.locator("#faults a")
    await expect(told).to_have_count(12)
    await expect(told.last).to_contain_text(rep.say("请拍一张照片。"))
    await expect(told.nth(10)).to_contain_text(rep.say("请写一句说明。"))
    await expect(at(rep, "M3-01").locator('[name="m-M3-01"]')).to_be_hidden()
    await rep.show("missing")
    await told.last.click()
    await expect(floor).to_be_in_viewport()
    await floor.locator("input[type=file]").set_input_files(picture())
    await expect(floor.locator(".thumbs img")).to_have_count(1)
    await expect(told).to_have_count(11)
    await rep.show("failed")


async def test_a_circle_is_drawn_on_the_photo_that_is_sent(crowd, minute):
    firm, made = minute
    rep = await with_a_phone(crowd, firm)
    await opened(rep, firm, made[2])
    floor = at(rep, "M3-12")
    await floor.locator('input[value="fail"]').tap()
    await floor.locator("input[type=file]").set_input_files(picture())
    before = await floor.locator("[data-photo]").get_attribute("data-photo")
    await rep.press("圈出来")
    await rep.sees("交上去的是标过的照片，没标的那张不留。")
    ink = await rep.page.locator("#marking canvas").bounding_box()
    for shape, y in (("圆圈", 40), ("箭头", 120)):
        await rep.page.get_by_role("radio", name=shape).check()
        await rep.page.mouse.move(ink["x"] + 60, ink["y"] + y)
        await rep.page.mouse.down()
        await rep.page.mouse.move(ink["x"] + 180, ink["y"] + y + 50, steps=5)
        await rep.page.mouse.up()
    await rep.show("marking")
    await rep.press("用这张")
    await expect(floor.locator("[data-photo]")).to_have_count(1)
    await expect(floor.locator("[data-photo]")).not_to_have_attribute("data-photo", before)
    await rep.show("marked")


async def test_large_type_is_kept_with_its_person(crowd, minute):
    firm, made = minute
    rep = await with_a_phone(crowd, firm)
    await opened(rep, firm, made[3])
    async with rep.page.expect_response(lambda answer: answer.url.endswith("/phone/type") and answer.request.method == "POST"):
        await rep.press("大字")
    await expect(rep.page.locator("html.large")).to_be_visible()
    await rep.show("large")
    await rep.page.context.set_offline(True)
    await rep.press("大字")
    await expect(rep.button("大字")).to_have_attribute("aria-pressed", "false")
    await rep.page.context.set_offline(False)
    await rep.press("大字")
    other = await with_a_phone(crowd, firm)
    await other.go(f"/{firm.slug}/today")
    await expect(other.page.locator("html.large")).to_be_visible()
    async with other.page.expect_response(lambda answer: answer.url.endswith("/phone/type") and answer.request.method == "POST"):
        await other.press("大字")


async def test_a_point_is_read_aloud_in_its_order(crowd, minute):
    firm, made = minute
    rep = await with_a_phone(crowd, firm)
    await opened(rep, firm, made[3])
    await expect(at(rep, "M4-12")).to_match_aria_snapshot("""
      - group "12 地面干净":
        - radio "合格"
        - radio "不合格"
        - radio "不适用"
    """)
    await at(rep, "M4-12").locator('input[value="fail"]').check()
    await at(rep, "M4-12").locator("input[type=file]").set_input_files(picture())
    await expect(at(rep, "M4-12")).to_match_aria_snapshot("""
      - group "12 地面干净":
        - radio "合格"
        - radio "不合格" [checked]
        - radio "不适用"
        - button "拍照"
        - list:
          - listitem:
            - img "照片 1"
            - button "圈出来"
            - button "去掉这张照片"
        - textbox
    """)
    reading = at(rep, "M4-11").get_by_role("textbox", name="读数 ℃")
    await expect(reading).to_have_accessible_description("合格 ≤ 10 ℃")
    sizes = await rep.page.locator(
        "#check .tap, #check .reading, .send-bar [type=submit], [data-large], .thumbs button"
    ).evaluate_all("all => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().height)")
    assert min(sizes) >= 44


async def test_a_label_opens_the_list_and_a_refused_camera_is_said(crowd, minute):
    firm, made = minute
    rep = await with_a_phone(crowd, firm)
    await rep.page.add_init_script(DENIED)
    await rep.go(f"/{firm.slug}/today")
    await rep.link("扫标签").tap()
    await rep.sees("没有相机权限。可在浏览器设置里允许，或照标签填编号。")
    await rep.show("scan-denied")
    await rep.page.get_by_label("标签上的编号").fill("没有这个")
    await rep.press("打开检查表")
    await rep.sees("没有编号为 %(code)s 的对象，请照标签再填一次。", code="没有这个")
    await rep.page.add_init_script(READS.replace("LABEL", f'"{rep.origin}/{firm.slug}/o/{made[0].thing}"'))
    await rep.page.goto(f"{rep.origin}/{firm.slug}/scan", wait_until="commit")
    await expect(rep.page.locator("main ul.rows")).to_contain_text("普通检查 2")
    await rep.show("scan-found")
