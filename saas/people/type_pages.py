"""The size of type on one's phones: asked once by each phone, told when it is changed there."""

from __future__ import annotations

from saas import forms
from saas.people.set_type import set_type
from saas.visit import Visit
from saas.web import Data, act, page
from tenants import db


@page("/phone/type", permit="today.read")
async def shown(visit: Visit) -> Data:
    return Data({"large": await db().fetchval("select large_type from persons where id = $1", visit.person.id)})  # type: ignore[union-attr]


@act("POST", "/phone/type", permit="today.read")
async def post_type(visit: Visit) -> Data:
    large = (await forms.fields(visit)).get("large") == "1"
    await set_type(visit.person.id, large=large)  # type: ignore[union-attr]
    return Data({"large": large})
