"""The score of an open cycle as it stands, for one's own posts only; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas.scores.gather import gather
from saas.scores.score import Score, score


async def of_posts(cycle: UUID, posts: Sequence[UUID], *, now: datetime) -> list[Score]:
    """The score of each post from what has come in until `now`; later answers
    and reviews may still change it.
    """
    told = score(await gather(cycle, now=now, posts=list(posts))).posts
    return [told[str(post)] for post in posts if str(post) in told]
