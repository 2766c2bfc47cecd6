"""What stands between a browser and a handler: cookies, CSRF tokens, the Origin check, response headers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from saas.refusals import Refused
from saas.words import N_

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
YEAR = 365 * 24 * 3600


class Shield:
    """Cookie names and the secret behind CSRF tokens. Behind https the cookies are __Host- and Secure."""

    def __init__(self, secret: bytes, *, secure: bool) -> None:
        self._secret = secret
        self.secure = secure
        self.session_cookie = "__Host-session" if secure else "session"
        self.visitor_cookie = "__Host-visitor" if secure else "visitor"

    def csrf(self, cookie: str) -> str:
        """The token that belongs to one session (or one visitor before sign-in) and to no other."""
        return hmac.digest(self._secret, b"csrf:" + cookie.encode(), "sha256").hex()[:40]

    def cookie(self, name: str, value: str, seconds: int) -> Cookie:
        return Cookie(key=name, value=value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    def check_origin(self, request: Request[Any, Any, Any]) -> None:
        """An unsafe request must come from our own pages: Origin where sent, else Sec-Fetch-Site."""
        origin = request.headers.get("origin")
        if origin is not None:
            trusted = urlsplit(origin).netloc == request.headers.get("host")
        else:
            trusted = request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
        if not trusted:
            raise Refused(403, N_("请求来自别的网站，已拒绝。请回到本系统页面再试。"))

    def check_token(self, given: str | None, expected: str) -> None:
        if not given or not hmac.compare_digest(given.encode(), expected.encode()):
            raise Refused(403, N_("页面已过期，请刷新后再试。"))


def new_token() -> str:
    """256 random bits for a cookie or an invitation; only its hash is stored."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


POLICY = (
    b"default-src 'none'; script-src 'nonce-%s' 'strict-dynamic'; style-src 'self'; img-src 'self' blob: data:; "
    b"connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
STRICT = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"vary", b"HX-Request, HX-Request-Type, Cookie, Accept-Language"),
)


def headers(nonce: str, cache: bytes = b"no-store") -> list[tuple[bytes, bytes]]:
    """Strict policy: no eval, no inline script without the nonce, no foreign origin, nothing cached unless told otherwise."""
    return [(b"content-security-policy", POLICY % nonce.encode()), (b"cache-control", cache), *STRICT]
