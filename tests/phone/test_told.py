"""What a phone tells is read as a whole or not at all, whatever it is about."""

from uuid import uuid4

import pytest

from saas.findings.send_action import Written
from saas.refusals import Refused
from saas.suggestions.pages import Sent as Proposed
from saas.told import UNREADABLE, told
from saas.voices.pages import Sent as Reported

WRONG = (
    b"[1]", b"{", b"", b'{"text": 1, "action": 1}', b'{"text": "\\u0000", "action": "\\u0000"}',
    b'{"text": "\\ud83d", "action": "\\ud83d"}', b'{"photos": ["x"], "action": "x"}',
    b'{"action": "x", "told_at": "2026-11-18T01:00:00"}',
)  # fmt: skip


@pytest.mark.parametrize("kind", [Reported, Proposed, Written])
@pytest.mark.parametrize("body", WRONG)
def test_what_is_not_what_it_should_be_is_refused(kind, body):
    with pytest.raises(Refused) as refused:
        told(body, kind)
    assert (refused.value.status, refused.value.message) == (422, UNREADABLE)


@pytest.mark.parametrize("kind", [Reported, Proposed])
def test_where_it_was_and_when_are_read_alike(kind):
    photo = uuid4()
    body = f'{{"text": "灯不亮", "photos": ["{photo}"], "told_at": "2026-11-18T01:00:00Z", "answers": []}}'
    given = told(body.encode(), kind)
    assert (given.text, given.photos, given.told_at.isoformat()) == ("灯不亮", [photo], "2026-11-18T01:00:00+00:00")


@pytest.mark.parametrize("address", ["voices/{new}", "suggestions/{new}"])
async def test_the_pages_refuse_it_in_words(client, cast, address):
    answer = await client(cast.brand.staff, accept="application/json").put(f"/brand/{address.format(new=uuid4())}", content=WRONG[0])
    assert (answer.status_code, answer.json()["message"]) == (422, UNREADABLE)
