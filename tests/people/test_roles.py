"""Roles are given and withdrawn while somebody works; the company never loses its last administrator."""

from __future__ import annotations

from datetime import date

import pytest

from saas.people.grant import grant
from saas.people.leave import leave
from saas.people.rejoin import rejoin
from saas.people.revoke import revoke
from saas.refusals import Refused
from tenants import db, inside

TODAY = date(2026, 11, 18)


async def refusal(work):
    with pytest.raises(Refused) as refused:
        await work
    return refused.value


@pytest.fixture
def how(cast, world):
    return {"by": cast.brand.admin.member, "now": world.now}


async def role_of(firm, member, role):
    return await db().fetchval(
        "select id from roles where tenant_id = $1 and membership_id = $2 and role = $3", firm.id, member, role
    )


async def test_a_role_holds_at_the_next_request_and_bites_when_withdrawn(cast, how, client):
    brand, browser = cast.brand, client(cast.brand.staff)
    assert (await browser.get("/brand/reviews")).status_code == 403
    async with inside(brand.id):
        await grant(brand.staff.member, "leader", brand.units["Z1"], **how)
    assert (await browser.get("/brand/reviews")).status_code == 200
    async with inside(brand.id):
        twice = await refusal(grant(brand.staff.member, "leader", brand.units["Z1"], **how))
        assert twice.problems[0].field == "role"
        await revoke(brand.staff.member, await role_of(brand, brand.staff.member, "leader"), **how)
    assert (await browser.get("/brand/reviews")).status_code == 403
    assert (await browser.get("/brand/today")).status_code == 200


async def test_nobody_is_left_without_a_role(cast, how):
    brand = cast.brand
    async with inside(brand.id):
        refused = await refusal(revoke(brand.driver.member, await role_of(brand, brand.driver.member, "staff"), **how))
    assert refused.status == 422


async def test_the_last_administrator_stays(cast, how, world):
    brand = cast.brand
    async with inside(brand.id):
        await grant(brand.clerk.member, "staff", brand.units["Y"], **how)
        await revoke(brand.clerk.member, await role_of(brand, brand.clerk.member, "admin"), **how)
        last = await role_of(brand, brand.admin.member, "admin")
        assert (await refusal(revoke(brand.admin.member, last, by=brand.clerk.member, now=world.now))).status == 422
        assert (await refusal(leave(brand.admin.member, by=brand.clerk.member, now=world.now, today=TODAY))).status == 422
        await grant(brand.clerk.member, "admin", brand.units["Y"], **how)
        await revoke(brand.admin.member, last, by=brand.clerk.member, now=world.now)


async def test_who_left_comes_back_with_the_role_that_is_given(cast, how, client):
    brand, browser = cast.brand, client(cast.brand.keeper)
    async with inside(brand.id):
        await leave(brand.keeper.member, **how, today=TODAY)
        assert (await refusal(grant(brand.keeper.member, "staff", brand.units["Z1"], **how))).status == 409
    assert (await browser.get("/brand/today")).status_code == 404
    async with inside(brand.id):
        await rejoin(brand.keeper.member, "staff", brand.units["Z2"], **how)
        assert (await refusal(rejoin(brand.keeper.member, "staff", brand.units["Z2"], **how))).status == 409
    assert (await browser.get("/brand/today")).status_code == 200


@pytest.mark.parametrize(("role", "unit", "field"), [("owner", "Z1", "role"), ("staff", None, "unit")])
async def test_what_cannot_be_names_its_field(cast, how, role, unit, field):
    at = cast.brand.units[unit] if unit else cast.stranger.units["Z1"]
    async with inside(cast.brand.id):
        assert (await refusal(grant(cast.brand.driver.member, role, at, **how))).problems[0].field == field


async def test_foreign_members_and_roles_are_not_found(cast, how):
    brand, stranger = cast.brand, cast.stranger
    async with inside(stranger.id):
        theirs = await role_of(stranger, stranger.staff.member, "staff")
    async with inside(brand.id):
        assert (await refusal(grant(stranger.staff.member, "staff", brand.units["Z1"], **how))).status == 404
        assert (await refusal(revoke(brand.driver.member, theirs, **how))).status == 404
        assert (await refusal(rejoin(stranger.staff.member, "staff", brand.units["Z1"], **how))).status == 404
