"""An order for labels is told in each of its states, in both languages."""

from __future__ import annotations

import pytest

from saas.objects.order_labels import order_labels
from tenants import db, inside


@pytest.mark.parametrize("state", ["waiting", "ready", "failed"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_page_of_an_order(cast, client, world, state, locale):
    firm = cast.brand
    async with inside(firm.id):
        thing = await db().fetchval("select id from objects where tenant_id = $1 limit 1", firm.id)
        order = await order_labels([thing], address="http://test/o/", locale=locale, by=firm.admin.member, now=world.now)
        await db().execute(
            "update label_sheets set state = $3, pages = 1, path = case when $3 = 'ready' then 'x' end where tenant_id = $1 and id = $2",
            firm.id, order, state,
        )  # fmt: skip
    answer = await client(firm.admin, **{"accept-language": locale}).get(f"/{firm.slug}/labels/{order}")
    assert answer.status_code == 200
