"""What endpoints are sent, and its signatures: by the published vector, and by the robots' own published code."""

import base64
import hashlib
import hmac
import urllib.parse
from datetime import UTC, datetime

import msgspec
import pytest

from saas.notices.shapes import SHAPES, Said, dingtalk_sign, feishu_sign, request, taken, webhook_sign

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SAID = Said(
    "msg_1",
    "finding.assigned",
    "问题由我整改",
    "问题 7“[冰柜](http://x) @all”",
    "https://j.example/a/findings/1",
    "清凉",
    NOW,
    "1",
)


def test_generic_json_is_signed_as_the_vector_of_standard_webhooks():
    signed = webhook_sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_dingtalk_is_signed_as_its_guide_computes_it():
    # The guide's own lines.
    timestamp, secret = "1577262236757", "this is secret"
    secret_enc = secret.encode("utf-8")
    string_to_sign_enc = f"{timestamp}\n{secret}".encode()
    hmac_code = hmac.new(secret_enc, string_to_sign_enc, digestmod=hashlib.sha256).digest()
    sign = urllib.parse.quote_plus(base64.b64encode(hmac_code))
    assert dingtalk_sign(secret, int(timestamp)) == urllib.parse.unquote_plus(sign)
    at = int(NOW.timestamp() * 1000)
    url = request("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=t", secret, SAID, NOW).url
    assert url == (
        f"https://oapi.dingtalk.com/robot/send?access_token=t&timestamp={at}"
        f"&sign={urllib.parse.quote_plus(dingtalk_sign(secret, at))}"
    )


def test_feishu_is_signed_as_its_guide_computes_it():
    # The guide's own lines: the text is the key, and nothing is signed with it.
    timestamp, secret = 1599360473, "this is secret"
    string_to_sign = f"{timestamp}\n{secret}"
    hmac_code = hmac.new(string_to_sign.encode("utf-8"), digestmod=hashlib.sha256).digest()
    assert feishu_sign(secret, timestamp) == base64.b64encode(hmac_code).decode("utf-8")
    body = msgspec.json.decode(request("feishu", "https://open.feishu.cn/hook/x", secret, SAID, NOW).body)
    seconds = int(NOW.timestamp())
    assert (body["timestamp"], body["sign"]) == (str(seconds), feishu_sign(secret, seconds))
    assert body["content"]["post"]["zh_cn"]["title"] == "问题由我整改"


def test_without_a_secret_nothing_is_signed():
    assert request("dingtalk", "https://a/b", None, SAID, NOW).url == "https://a/b"
    assert "sign" not in msgspec.json.decode(request("feishu", "https://a/b", None, SAID, NOW).body)


def test_generic_json_tells_plain_fields_and_signs_them():
    made = request("json", "https://a/b", "whsec_aGVsbG8=", SAID, NOW)
    assert made.headers["webhook-signature"] == webhook_sign("whsec_aGVsbG8=", "msg_1", int(NOW.timestamp()), made.body)
    told = msgspec.json.decode(made.body)
    assert (told["type"], told["data"]["text"], told["data"]["link"]) == (SAID.kind, SAID.text, SAID.link)


@pytest.mark.parametrize("shape", ["wecom", "dingtalk"])
def test_what_people_typed_is_no_markup_and_calls_nobody(shape):
    told = msgspec.json.decode(request(shape, "https://a/b", None, SAID, NOW).body)["markdown"]
    text = told.get("content") or told["text"]
    assert "[冰柜](" not in text
    assert "@all" not in text
    assert f"[清凉]({SAID.link})" in text


@pytest.mark.parametrize(
    ("shape", "status", "body", "ok"),
    [
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', True), ("wecom", 200, b'{"errcode":93000}', False), ("wecom", 200, b"ok", False),
        ("dingtalk", 200, b'{"errcode":0}', True), ("dingtalk", 200, b'{"errcode":310000}', False), ("dingtalk", 200, b"[]", False),
        ("feishu", 200, b'{"code":0}', True), ("feishu", 200, b'{"StatusCode":0}', True), ("feishu", 200, b'{"code":19021}', False),
        ("json", 204, b"", True), ("json", 302, b"", False), ("json", 500, b"", False), ("wecom", 500, b'{"errcode":0}', False),
    ],
)  # fmt: skip
def test_an_endpoint_has_taken_it_only_where_it_says_so(shape, status, body, ok):
    assert taken(shape, status, body) is ok


def test_every_shape_makes_a_request():
    assert {shape for shape in SHAPES if request(shape, "https://a/b", "s", SAID, NOW).body} == set(SHAPES)
