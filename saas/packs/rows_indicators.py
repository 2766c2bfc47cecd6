"""The indicators of a pack as rows: each published, in its first version, with the trees they are walked by. And back. Pure."""

from collections.abc import Iterator
from typing import Any

from saas.packs.rows import Batch, Birth
from saas.packs.told import body


def indicators(birth: Birth) -> Iterator[Batch]:
    """Version 1 of every indicator, by nobody: it came with the pack."""
    ids, given = birth.ids, birth.pack.indicators
    yield Batch(
        "dimension_trees", "id, code, name", [(ids("dimension_tree", one.code), one.code, body(one.name)) for one in given.trees]
    )
    yield Batch(
        "dimension_nodes", "id, tree_id, parent_id, code, name, position",
        [(ids("dimension_node", f"{tree.code}/{node.code}"), ids("dimension_tree", tree.code),
          ids("dimension_node", f"{tree.code}/{node.parent}") if node.parent else None, node.code, body(node.name), n)
         for tree in given.trees for n, node in enumerate(tree.nodes, 1)],
    )  # fmt: skip
    yield Batch(
        "indicators",
        "id, code, position",
        [(ids("indicator", one.code), one.code, n) for n, one in enumerate(given.indicators, 1)],
    )
    yield Batch(
        "indicator_versions", "id, indicator_id, number, body, published_at",
        [(ids("indicator_version", one.code), ids("indicator", one.code), 1, body(one, "code"), birth.now)
         for one in given.indicators],
    )  # fmt: skip


def written(rows: dict[str, list[dict[str, Any]]], mark: dict[str, Any]) -> dict[str, Any]:
    """indicators.yaml as the company has it now: the newest version of each, and the trees."""
    trees: dict[str, dict[str, Any]] = {}
    for row in rows["branches"]:
        tree = trees.setdefault(row["tree"], {"code": row["tree"], "name": row["title"], "nodes": []})
        if row["code"]:
            tree["nodes"].append({"code": row["code"], "name": row["name"], "parent": row["parent"]})
    found = [{**{key: value for key, value in row["body"].items() if value not in (None, "")}, "code": row["code"]}
             for row in rows["indicators"]]  # fmt: skip
    return {"mark": mark, "trees": list(trees.values()), "indicators": [one | {"uom": one.get("uom", "")} for one in found]}
