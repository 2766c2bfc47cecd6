"""What a request gets when the database is away: 503 in the reader's words, to be sent again."""

from __future__ import annotations

import asyncpg
import pytest

from tenants import engine


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "内容没有丢失"), ("en", "nothing is lost")])
@pytest.mark.parametrize("fault", [ConnectionRefusedError(), asyncpg.CannotConnectNowError("starting up")])
async def test_a_database_that_is_away_is_a_503(client, cast, monkeypatch, fault, locale, words):
    class Away:
        def acquire(self):
            raise fault

        async def fetchrow(self, *_):
            raise fault

    who = client(cast.brand.staff, cookie=f"session={cast.brand.staff.token}; lang={locale}")
    monkeypatch.setattr(engine, "pool", Away())
    monkeypatch.setattr(engine, "door", Away())
    answer = await who.get("/brand/today")
    monkeypatch.undo()
    assert answer.status_code == 503
    assert words in answer.text
    assert (await who.get("/brand/today")).status_code == 200
