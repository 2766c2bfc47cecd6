"""Where in a file a place is: "checklists.yaml › C1 › points › C1-04 › limits.low" → the line it is written on."""

from collections.abc import Sequence

from saas.packs.shape import called
from saas.packs.source import Fields, Rows


def line_of(data: object, place: str) -> int | None:
    """The line of the deepest part of `place` that is written in `data`; None where nothing of it is."""
    found: int | None = None
    file, *steps = place.split(" › ")
    root = file.removesuffix(".yaml")
    # The list named like its file goes without saying.
    if isinstance(data, Fields) and root in data and steps and steps[0].partition(".")[0] not in data:
        data = data[root]
    while steps:
        step, *steps = steps
        line, data = _down(data, step)
        if line is None and "." in step:
            head, _, tail = step.partition(".")
            line, data = _down(data, head)
            steps = [tail, *steps]
        if line is None:
            break
        found = line
    return found


def _down(data: object, step: str) -> tuple[int | None, object]:
    """One step down: a field, an entry by its code or number, or an entry of that code anywhere below."""
    if isinstance(data, Fields) and step in data:
        return data.lines[step], data[step]
    if isinstance(data, Rows):
        for n, one in enumerate(data):
            if str(called(one, n + 1)) == step:
                return data.lines[n], one
    return next(iter(_below(data, step)), (None, data))


def _below(data: object, code: str) -> Sequence[tuple[int, object]]:
    """The first entry below that carries this code, nearest to the top."""
    ahead = [data]
    while ahead:
        at = ahead.pop(0)
        if isinstance(at, Rows):
            named = [
                (at.lines[n], one) for n, one in enumerate(at) if str(called(one, n + 1)) == code and isinstance(one, Fields)
            ]
            if named:
                return named[:1]
            ahead += at
        elif isinstance(at, Fields):
            ahead += at.values()
    return []
