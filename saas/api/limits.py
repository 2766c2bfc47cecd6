"""How often a token may ask: a fixed number a minute, told in the headers of the IETF's rate-limit draft. Pure."""

from __future__ import annotations

from datetime import datetime

A_MINUTE = 60
REQUESTS = 600  # a minute and token


def minute_of(now: datetime) -> datetime:
    """The minute that counts."""
    return now.replace(second=0, microsecond=0)


def over(requests: int) -> bool:
    """Whether the request that made it so many is one too many."""
    return requests > REQUESTS


def told(requests: int, now: datetime) -> list[tuple[bytes, bytes]]:
    """What is left of this minute and when the next begins, in seconds; with Retry-After where nothing is left."""
    rest, wait = max(0, REQUESTS - requests), A_MINUTE - now.second
    headers = [
        (b"ratelimit-limit", b"%d" % REQUESTS), (b"ratelimit-remaining", b"%d" % rest), (b"ratelimit-reset", b"%d" % wait),
    ]  # fmt: skip
    return [*headers, (b"retry-after", b"%d" % wait)] if over(requests) else headers
