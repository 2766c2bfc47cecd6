"""A chain of car workshops builds itself up from nothing: layers, units, job titles, posts and people."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from playwright.async_api import expect

import saas.org.sheet
import saas.people.sheet  # noqa: F401 – members
from saas.sheets.registry import sheets
from tests.journeys.founding import PASSWORD
from tests.journeys.person import Crowd, Person

SHOPS = ("EAST", "WEST")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def sign_up(admin: Person, slug: str) -> None:
    """No pack fits: the empty start, and a page that says what comes first."""
    await admin.go("/signup")
    await admin.fill("公司名称", admin.words("顺达汽修", "Shunda Auto Service"))
    await admin.fill("网址", slug)
    await admin.page.locator('input[name="pack"][value="blank"]').check()
    await admin.fill("您的姓名", admin.words("项目负责人", "Programme owner"))
    await admin.fill("手机号或邮箱", f"owner@{slug}.example")
    await admin.page.locator("#password").fill(PASSWORD)
    await admin.press("注册")
    await expect(admin.page.locator("main h1")).to_have_text(admin.say("开始使用"))
    await admin.show("setup-empty")


async def _name(admin: Person, zh: str, en: str, code: str = "") -> None:
    await admin.page.locator("[name=name_zh] >> visible=true").last.fill(zh)
    await admin.page.locator("[name=name_en] >> visible=true").last.fill(en)
    if code:
        await admin.page.locator("[name=code] >> visible=true").last.fill(code)


async def name_layers_and_titles(admin: Person, slug: str) -> None:
    await admin.go(f"/{slug}/layers")
    for code, zh, en in (("SHOP", "门店", "Workshop"), ("TEAM", "班组", "Team")):
        await _name(admin, zh, en, code)
        await admin.press("增加")
        await admin.sees(admin.words(zh, en))
    await admin.show("layers")
    await admin.go(f"/{slug}/job-titles")
    for code, zh, en, role in (("MANAGER", "店长", "Workshop manager", "leader"), ("MECHANIC", "技师", "Mechanic", "staff")):
        await _name(admin, zh, en, code)
        await admin.page.locator("select[name=role] >> visible=true").last.select_option(role)
        await admin.press("增加")
        await admin.sees(admin.words(zh, en))
    await admin.show("titles")


async def build_by_hand(admin: Person, slug: str) -> None:
    """The first workshop and its manager's post, from the tree."""
    page = admin.page
    await admin.go(f"/{slug}/organisation")
    await admin.link("打开 %(name)s", name=admin.words("公司", "Company")).click()
    await admin.link("修改").first.click()
    await _name(admin, "顺达汽修", "Shunda Auto Service")
    await admin.press("保存")
    await expect(page.locator("main h1")).to_have_text(admin.words("顺达汽修", "Shunda Auto Service"))
    await admin.link("增加下级单元").click()
    await _name(admin, "城东店", "East workshop", "EAST")
    await page.locator("[name=layer]").select_option(label=admin.words("门店", "Workshop"))
    await admin.press("增加单元")
    await expect(page.locator("main h1")).to_have_text(admin.words("城东店", "East workshop"))
    await admin.link("增加岗位").click()
    await _name(admin, "城东店店长", "East manager", "EAST-M")
    await page.locator("[name=job_title]").select_option(label=admin.words("店长", "Workshop manager"))
    await admin.press("增加岗位")
    await admin.sees(admin.words("城东店店长", "East manager"))
    await admin.show("first-unit")


async def build_by_sheet(admin: Person, slug: str, folder: Path) -> None:
    """The other workshop and the teams, as rows under what the list gives."""
    await take(admin, slug, "units", folder, [
        {"code": "WEST", "name_zh": "城西店", "name_en": "West workshop", "layer": "SHOP", "parent": "C"},
        *({"code": f"{shop}-1", "name_zh": "机修组", "name_en": "Repair team", "layer": "TEAM", "parent": shop} for shop in SHOPS),
    ])  # fmt: skip
    await take(admin, slug, "posts", folder, [
        {"code": "WEST-M", "name_zh": "城西店店长", "name_en": "West manager", "job_title": "MANAGER", "unit": "WEST"},
        *({"code": f"{shop}-T", "name_zh": f"{zh}技师", "name_en": f"{en} mechanic", "job_title": "MECHANIC", "unit": f"{shop}-1"}
          for shop, zh, en in (("EAST", "城东店", "East"), ("WEST", "城西店", "West"))),
    ])  # fmt: skip
    await admin.go(f"/{slug}/organisation")
    await admin.show("organisation")


async def people_by_sheet(admin: Person, slug: str, folder: Path) -> dict[str, str]:
    """Everybody at once; the result is a list of links to hand out: login → link."""
    names = {
        "east": admin.words("城东店店长", "East manager"), "west": admin.words("城西店店长", "West manager"),
        "fitter": admin.words("城东店技师", "East mechanic"),
    }  # fmt: skip
    posts = {"east": "EAST-M", "west": "WEST-M", "fitter": "EAST-T"}
    await take(admin, slug, "members", folder, [
        {"name": name, "login": f"{who}@{slug}.example", "post": posts[who]} for who, name in names.items()
    ])  # fmt: skip
    await admin.show("people-imported")
    async with admin.page.expect_download() as waiting:
        await admin.link("下载结果").click()
    sheet = openpyxl.load_workbook(await _kept(await waiting.value, folder / "links.xlsx")).worksheets[0]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    login = next(n for n, cell in enumerate(told[1]) if "@" in str(cell))
    link = next(n for n, cell in enumerate(told[1]) if "/invitation/" in str(cell))
    return {str(row[login]).split("@", maxsplit=1)[0]: str(row[link]) for row in told[1:]}


async def come_in(crowd: Crowd, name: str, link: str) -> Person:
    """Somebody opens their link and chooses a password."""
    member = await crowd.joins(name)
    await member.page.goto(link)
    await member.page.locator("#password").fill(PASSWORD)
    await member.press("加入")
    await expect(member.page.locator("header.rail")).to_be_visible()
    await member.show("first-page")
    return member


async def take(admin: Person, slug: str, key: str, folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Download the list, write rows under it, upload it, read the dry run, confirm."""
    page = admin.page
    await admin.go(f"/{slug}/sheets/{key}/imports")
    async with page.expect_download() as waiting:
        await admin.link("导出 xlsx").click()
    book = openpyxl.load_workbook(await _kept(await waiting.value, folder / f"{key}.xlsx"))
    count = _write(book.worksheets[0], key, rows)
    file = BytesIO()
    book.save(file)
    await page.locator("#file").set_input_files({"name": f"{key}.xlsx", "mimeType": XLSX, "buffer": file.getvalue()})
    await admin.press("上传并试算")
    await admin.sees("试算没有发现问题。确认后写入；要么全部写入，要么什么都不写。")
    await admin.show(f"{key}-dry-run")
    await admin.press("确认导入 %(n)s 行", n=count)
    await expect(page.locator(".notice.pass")).to_be_visible(timeout=20_000)


async def _kept(download: Any, path: Path) -> Path:
    await download.save_as(path)
    return path


def _write(sheet: Any, key: str, rows: Sequence[dict[str, Any]]) -> int:
    """The rows below what stands there, by the keys of the columns."""
    columns, last = [column.key for column in sheets[key].columns], sheet.max_row
    for number, row in enumerate(rows, 1):
        for column, value in row.items():
            sheet.cell(last + number, columns.index(column) + 1, value)
    return len(rows)
