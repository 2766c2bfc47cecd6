"""The models of a pack as rows: each published, in its first version. And back. Pure."""

from collections.abc import Iterator
from typing import Any

from saas.packs.rows import Batch, Birth
from saas.packs.told import body


def models(birth: Birth) -> Iterator[Batch]:
    """Version 1 of every model, by nobody: it came with the pack."""
    ids, given = birth.ids, birth.pack.models.models
    yield Batch("models", "id, code, position", [(ids("model", one.code), one.code, n) for n, one in enumerate(given, 1)])
    yield Batch(
        "model_versions", "id, model_id, number, body, published_at",
        [(ids("model_version", one.code), ids("model", one.code), 1, body(one, "code"), birth.now) for one in given],
    )  # fmt: skip


def written(rows: list[dict[str, Any]], usual: dict[str, Any]) -> list[dict[str, Any]]:
    """The newest version of each as a pack says it; a model without a mark of its own has the `usual` one."""
    return [{"mark": usual, **{key: value for key, value in row["body"].items() if value}, "code": row["code"],
             "inputs": row["body"].get("inputs", []), "results": row["body"].get("results", [])} for row in rows]  # fmt: skip
