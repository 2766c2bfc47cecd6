"""In which order cells are computed, and which run in a circle. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_order(uses: Mapping[int, Sequence[int]]) -> tuple[list[int], list[int]]:
    """Each after what it uses; what `uses` does not hold is given. Second, a circle in its own order, or nothing."""
    waits = {one: {other for other in others if other in uses} for one, others in uses.items()}
    wanted: dict[int, list[int]] = {}
    for one, others in waits.items():
        for other in others:
            wanted.setdefault(other, []).append(one)
    ready = [one for one, others in waits.items() if not others]
    done: list[int] = []
    while ready:
        one = ready.pop()
        done.append(one)
        for follower in wanted.get(one, ()):
            waits[follower].discard(one)
            if not waits[follower]:
                ready.append(follower)
    rest = {one: others for one, others in waits.items() if others}
    return (done, []) if not rest else (done, _circle(rest))


def _circle(rest: Mapping[int, set[int]]) -> list[int]:
    """Whoever waits, waits for somebody who waits: follow until someone comes again."""
    seen: dict[int, int] = {}
    path: list[int] = []
    at = next(iter(rest))
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = next(each for each in sorted(rest[at]) if each in rest)
    return path[seen[at] :]
