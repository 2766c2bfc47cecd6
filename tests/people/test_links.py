"""Invitations sent again, handed out as cards; an address proven by the link that was sent to it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from saas.people.accept import accept
from saas.people.ask_proof import ask_proof
from saas.people.hand_out import hand_out
from saas.people.invite import Wish, invite
from saas.people.prove import prove
from saas.people.reads import invitation_by, mail_of
from saas.people.renew import renew
from saas.people.withdraw import withdraw
from saas.refusals import Refused
from tenants import db, inside, lobby
from tests.cast import PASSWORD


async def refusal(work):
    with pytest.raises(Refused) as refused:
        await work
    return refused.value


@pytest.fixture
def how(cast, world):
    return {"by": cast.brand.admin.member, "now": world.now, "address": "http://test/brand", "locale": "zh-CN"}


async def invited(cast, how, login, **more):
    async with inside(cast.brand.id):
        wish = Wish("新同事", login, "staff", cast.brand.units["Z1-1"], None, **more)
        return await invite(wish, **how)


async def test_only_the_newest_link_works(cast, how, world):
    made = await invited(cast, how, "13711110001", days=1)
    async with inside(cast.brand.id):
        again = await renew(made.id, 30, **how)
    assert (await refusal(invitation_by("brand", made.token, world.now))).status == 404
    assert (await invitation_by("brand", again.token, world.now)).login == "13711110001"


async def test_a_settled_or_foreign_invitation_is_not_sent_again(cast, how, world):
    made = await invited(cast, how, "13711110002")
    async with inside(cast.brand.id):
        assert (await refusal(renew(made.id, 5, **how))).problems[0].field == "days"
        await withdraw(made.id, by=cast.brand.admin.member, now=world.now)
        assert (await refusal(renew(made.id, 7, **how))).status == 409
        assert (await refusal(renew(uuid4(), 7, **how))).status == 404
    async with inside(cast.stranger.id):
        assert (await refusal(renew(made.id, 7, **how))).status == 404


async def test_cards_carry_new_links_for_those_who_were_chosen(cast, how, world):
    one, other = [await invited(cast, how, f"1371111001{n}") for n in (1, 2)]
    by = {"by": cast.brand.admin.member, "now": world.now}
    async with inside(cast.brand.id):
        (card,) = await hand_out([one.id], **by)
    assert (await invitation_by("brand", card.token, world.now)).id == one.id
    assert (await invitation_by("brand", other.token, world.now)).id == other.id
    assert (await refusal(invitation_by("brand", one.token, world.now))).status == 404
    async with inside(cast.stranger.id):
        assert (await refusal(hand_out([one.id], **by))).status == 409


async def test_the_page_of_cards_shows_a_code_each(cast, how, client):
    made = await invited(cast, how, "13711110021")
    page = await client(cast.brand.admin).post("/brand/invitation-cards", data={"invitation": str(made.id)})
    assert page.status_code == 200
    assert page.text.count("data:image/svg+xml") == 1
    assert "13711110021" in page.text


async def test_who_comes_by_the_letters_link_has_proven_the_address(cast, how, world):
    for login, link, expected in (("a@mail.example", "mailed", "proven"), ("b@mail.example", "token", "unproven")):
        made = await invited(cast, how, login)
        await accept("brand", getattr(made, link), PASSWORD, signed_in=None, now=world.now, locale="zh-CN")
        async with lobby():
            person = await db().fetchval("select id from persons where login = $1", login)
        assert await mail_of(person) == expected


async def test_an_address_is_proven_once_by_the_newest_link(cast, world):
    who = cast.brand.staff
    async with inside(cast.brand.id):
        for _ in range(2):
            assert await ask_proof(who.person, now=world.now, locale="zh-CN")
        letters = await db().fetch(
            "select args from jobs where name = 'notices.mail' and args ->> 'to' = $1 order by created_at, id", who.login
        )
    old, new = (row["args"]["link"].removeprefix("/account/mail/") for row in letters)
    assert (await refusal(prove(old, now=world.now))).status == 410
    await prove(new, now=world.now)
    assert await mail_of(who.person) == "proven"
    assert (await refusal(prove(new, now=world.now))).status == 410
    async with inside(cast.brand.id):
        assert not await ask_proof(who.person, now=world.now, locale="zh-CN")


async def test_the_account_asks_for_the_proof_and_the_link_has_a_button(cast, client):
    browser = client(cast.brand.leader)
    assert "邮箱还没有确认" in (await browser.get("/account")).text
    assert (await browser.post("/account/mail")).headers["location"] == "/account?sent=1"
    async with inside(cast.brand.id):
        link = await db().fetchval(
            "select args ->> 'link' from jobs where name = 'notices.mail' and args ->> 'to' = $1", cast.brand.leader.login
        )
    visitor = client(None)
    assert "确认邮箱" in (await visitor.get(link)).text
    assert "已确认" in (await visitor.post(link)).text
    assert (await visitor.post(link)).status_code == 410
    assert "邮箱已确认" in (await browser.get("/account")).text


async def test_the_member_page_shows_and_changes_roles(cast, client):
    browser, member = client(cast.brand.admin), cast.brand.colleague.member
    assert (await browser.get(f"/brand/members/{member}")).status_code == 200
    done = await browser.post(f"/brand/members/{member}/roles", data={"role": "leader", "unit": "Z1 一区"})
    assert done.status_code == 303
    page = (await browser.get(f"/brand/members/{member}")).text
    role = re.search(rf"/members/{member}/roles/([\w-]+)/withdrawal", page).group(1)
    assert (await browser.post(f"/brand/members/{member}/roles/{role}/withdrawal")).status_code == 303
    wrong = await browser.post(f"/brand/members/{member}/roles", data={"role": "leader", "unit": "nowhere"})
    assert wrong.status_code == 422
    assert 'id="unit-error"' in wrong.text
