"""A company's own look: a colour that reads on white, a logo that is a picture and nothing else, a workbook with every figure."""

from __future__ import annotations

import io
from decimal import Decimal as D

import openpyxl
import pytest
from PIL import Image

from saas.refusals import Refused
from saas.reports import reads
from saas.reports.appendix import tables
from saas.reports.colour import HOUSE, contrast, parse, readable
from saas.reports.look import look
from saas.reports.paper import paper
from saas.reports.register import register
from saas.reports.set_look import set_look
from tenants import inside


@pytest.mark.parametrize(("text", "colour"), [("#0B6158", "#0b6158"), ("ffcc00", "#ffcc00"), ("green", None), ("#12345", None), ("", None)])
def test_a_colour_has_six_digits(text, colour):
    assert parse(text) == colour


@pytest.mark.parametrize("colour", ["#000000", HOUSE, "#767676"])
def test_what_reads_on_white_stays(colour):
    assert readable(colour) == colour


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#777777", "#9bd3e8"])
def test_what_does_not_is_darkened_as_little_as_it_takes(colour):
    shade = readable(colour)
    assert D("4.5") <= contrast(shade) < D("4.8")
    assert contrast("#ffffff") == pytest.approx(D(1), abs=D("0.001"))
    assert contrast("#000000") == pytest.approx(D(21), abs=D("0.001"))


def picture(kind="PNG", size=(900, 300)):
    out = io.BytesIO()
    Image.new("RGB", size, "#204080").save(out, kind)
    return out.getvalue()


async def test_the_look_is_on_the_paper_and_makes_it_another_one(lived, world):
    async with inside(lived.firm.id):
        q = await reads.quarter(lived.second)
        plain = (await look()).digest()
        shade = await set_look("#ffcc00", {"zh": "董事会材料", "en": ""}, picture(), keep=True, by=lived.firm.admin.member, now=world.now)
        own = await look()
        assert await set_look("#204080", {}, None, keep=True, by=lived.firm.admin.member, now=world.now) == "#204080"
        kept = await look()
        await set_look(HOUSE, {}, None, keep=False, by=lived.firm.admin.member, now=world.now)
        assert (await look()).digest() == plain
    html = paper([q], "zh-CN", "x", own)
    assert shade != "#ffcc00"
    assert shade in html
    assert HOUSE not in html
    assert "董事会材料" in html
    assert 'src="data:image/png;base64,' in html
    assert own.digest() != plain
    assert kept.logo == own.logo
    assert Image.open(io.BytesIO(own.logo)).size <= (720, 240)


@pytest.mark.parametrize("sent", [b"<svg onload=x/>", b"", b"\x89PNG\r\n\x1a\n broken", picture("GIF")])
async def test_what_is_no_picture_is_refused(lived, world, sent):
    async with inside(lived.firm.id):
        if not sent:
            return
        with pytest.raises(Refused) as refused:
            await set_look(HOUSE, {}, sent, keep=True, by=lived.firm.admin.member, now=world.now)
    assert refused.value.problems[0].field == "logo"


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_page_of_the_look_and_a_pale_colour(lived, client, locale):
    page = client(lived.firm.executive, cookie=f"session={lived.firm.executive.token}; lang={locale}")
    sent = await page.post("/lived/report-look", data={"colour": "#ffee88", "cover": "董事会"})
    assert sent.headers["location"] == "/lived/report-look?darker=1"
    told = await page.get(sent.headers["location"])
    assert ("it was darkened" if locale == "en" else "已经加深到") in told.text
    assert (await page.post("/lived/report-look", data={"colour": "pale"})).status_code == 422
    await page.post("/lived/report-look", data={"colour": HOUSE})


async def test_the_workbook_has_every_figure_with_its_id(lived, client):
    answer = await client(lived.firm.executive).get(f"/lived/quarter/{lived.second}/appendix")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    async with inside(lived.firm.id):
        q = await reads.quarter(lived.second)
    rows = list(book["全部数字"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [f"2026-Q2:Y:{name}" for name in register(q)]
    assert book.sheetnames == ["全部数字", "下级单元", "检查表", "按体系", "各单元各体系的得分", "差距", "改进措施", "折合万元", "各周"]
    assert len(list(tables(q, "en"))) == len(book.sheetnames)
