"""Sign-in: one sentence for every failure, guesses counted, and no way off this site."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest

from saas.people.throttle import PER_ACCOUNT, PER_ADDRESS, SLOT, count_attempt
from saas.refusals import Refused
from tests.cast import PASSWORD
from tests.conftest import NOW
from tests.people.browser import Browser

WRONG = "账号或密码不对。"


@pytest.fixture(autouse=True)
def morning(world):
    """Every test begins in a quarter of an hour of its own."""
    world.now += timedelta(hours=1)
    yield
    assert world.now > NOW


async def test_the_right_password_opens_the_company(app, cast):
    browser = Browser(app)
    answer = await browser.sign_in(cast.brand.staff.login)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/")).headers["location"] == "/brand"
    assert (await browser.get("/brand/today")).status_code == 200


@pytest.mark.parametrize("typed", [" {} ", "{}".upper()])
async def test_spaces_and_capitals_of_a_login_do_not_matter(app, cast, typed):
    login = typed.format(cast.brand.staff.login)
    answer = await Browser(app).sign_in(login.upper() if typed.isupper() else login)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("staff@brand.example", "不是这个密码哦哦"),
        ("nobody@brand.example", PASSWORD),
        ("", ""),
        ("staff@brand.example", ""),
        ("' or 1=1 --", "' or 1=1 --"),
        ("staff@brand.example", PASSWORD + "\0"),
        ("x" * 100_000, "y" * 100_000),
        ("🔥", "🔥"),
    ],
    ids=["wrong password", "unknown login", "empty", "no password", "injection", "NUL in password", "long", "signs"],
)
async def test_every_failure_is_the_same_sentence(app, cast, login, password):
    answer = await Browser(app, address="10.0.0.2").sign_in(login, password)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert "set-cookie" not in answer.headers or "session" not in answer.headers["set-cookie"]


async def test_text_that_no_database_keeps_is_refused_calmly(app, cast):
    answer = await Browser(app).sign_in("staff@brand.example\0")
    assert answer.status_code == 400
    assert "没有改动任何内容" in answer.text


async def test_the_login_stays_in_its_field_and_the_password_does_not(app, cast):
    answer = await Browser(app).sign_in("nobody@brand.example", "eins zwei drei vier")
    assert 'value="nobody@brand.example"' in answer.text
    assert "eins zwei drei vier" not in answer.text


async def test_an_account_is_closed_to_guessing_and_open_again_after_the_window(app, cast, world):
    """Counted before it is tried: behind the limit even the right password waits."""
    login = cast.brand.leader.login
    world.now = world.now.replace(minute=4)
    browser = Browser(app, address="10.0.0.3")
    for _ in range(PER_ACCOUNT):
        await count_attempt(f"login:{login}", now=world.now, limit=PER_ACCOUNT)
    answer = await browser.sign_in(login)
    assert answer.status_code == 429
    assert "11 分钟" in answer.text
    # From elsewhere it is closed, too; another account is not.
    assert (await Browser(app, address="10.0.0.4").sign_in(login)).status_code == 429
    assert (await browser.sign_in(cast.brand.staff.login)).status_code == 303
    world.now += SLOT
    assert (await browser.sign_in(login)).status_code == 303


async def test_wrong_passwords_count_and_a_right_one_clears_the_account(app, cast, world):
    browser, login = Browser(app, address="10.0.0.5"), cast.brand.executive.login
    for _ in range(PER_ACCOUNT - 2):
        await count_attempt(f"login:{login}", now=world.now, limit=PER_ACCOUNT)
    assert (await browser.sign_in(login, "falsch falsch falsch")).status_code == 422
    assert (await browser.sign_in(login)).status_code == 303
    browser.cookies.clear()
    assert (await browser.sign_in(login, "falsch falsch falsch")).status_code == 422
    assert (await browser.sign_in(login)).status_code == 303


async def test_an_address_is_closed_to_guessing_whatever_the_account(app, cast, world):
    for _ in range(PER_ADDRESS):
        await count_attempt("address:10.0.0.6", now=world.now, limit=PER_ADDRESS)
    assert (await Browser(app, address="10.0.0.6").sign_in(cast.brand.staff.login)).status_code == 429
    assert (await Browser(app, address="10.0.0.7").sign_in(cast.brand.staff.login)).status_code == 303


async def test_a_refusal_by_the_limit_takes_no_count_back(world):
    for _ in range(3):
        with pytest.raises(Refused):
            await count_attempt("login:counted", now=world.now, limit=0)
    with pytest.raises(Refused):
        await count_attempt("login:counted", now=world.now, limit=3)


OUTSIDE = (
    "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example", "javascript:alert(1)",
    "/\t/elsewhere.example", " //elsewhere.example", "///elsewhere.example", "http:elsewhere.example", "/\r\nset-cookie: a=b",
    "elsewhere.example", "/\u2028", "data:text/html,x",
)  # fmt: skip


@pytest.mark.parametrize("to", OUTSIDE)
async def test_the_way_on_never_leaves_the_site(app, cast, to):
    browser = Browser(app)
    shown = await browser.get("/login", params={"next": to})
    assert 'name="next" value=""' in shown.text
    answer = await browser.sign_in(cast.brand.staff.login, next=to)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    changed = await browser.fill("/language", page="/account", locale="en", next=to)
    assert changed.headers["location"] == "/"


async def test_the_way_on_is_kept_through_sign_in(app, cast):
    browser = Browser(app)
    answer = await browser.get("/brand/findings")
    assert answer.headers["location"] == "/login?next=/brand/findings"
    answer = await browser.sign_in(cast.brand.staff.login, "falsch falsch falsch", next="/brand/findings")
    assert 'name="next" value="/brand/findings"' in answer.text
    answer = await browser.sign_in(cast.brand.staff.login, next="/brand/findings")
    assert answer.headers["location"] == "/brand/findings"


async def test_the_language_is_the_browsers_until_somebody_chooses(app, cast):
    english = Browser(app, headers={"accept-language": "en-GB,en;q=0.9"})
    assert '<html lang="en' in (await english.get("/login")).text
    assert '<html lang="zh' in (await Browser(app).get("/login")).text
    assert (await english.fill("/language", locale="zh-CN", next="/login")).headers["location"] == "/login"
    assert '<html lang="zh' in (await english.get("/login")).text
    assert (await english.fill("/language", locale="xx", next="/login")).headers["location"] == "/"


async def test_the_choice_of_language_goes_with_the_person(app, cast):
    browser = Browser(app)
    await browser.sign_in(cast.brand.admin.login)
    await browser.fill("/language", page="/account", locale="en", next="/account")
    elsewhere = Browser(app)
    await elsewhere.sign_in(cast.brand.admin.login)
    assert '<html lang="en' in (await elsewhere.get("/brand/members")).text


async def test_an_unknown_login_takes_as_long_as_a_wrong_password(app, cast, world, record_property):
    """Otherwise the clock would tell who has an account. A machine under load measures roughly."""
    browser = Browser(app, address="10.0.0.8")
    token = await browser.token()
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    logins = {"known": cast.brand.keeper.login, "unknown": "nobody-at-all@brand.example"}
    for _ in range(5):
        for kind, login in logins.items():
            began = time.perf_counter()
            await browser.post("/login", data={"_csrf": token, "login": login, "password": "falsch falsch falsch"})
            took[kind].append(time.perf_counter() - began)
    known, unknown = (statistics.median(took[kind]) for kind in ("known", "unknown"))
    record_property("median_seconds", {"known": known, "unknown": unknown})
    # Without a hash to compare, the answer would come ten times sooner.
    assert known / 3 < unknown < known * 3
