"""The JSON Schema of a pack's files, for editors that check while one types."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from saas.packs.format import Pack

PLACE = Path(__file__).parents[2] / "tenants" / "packs" / "pack.schema.json"


def schema() -> str:
    """One schema with a definition per struct; each property of `Pack` describes the file of that name."""
    whole = msgspec.json.schema(Pack)
    return msgspec.json.format(msgspec.json.encode(_numbers(whole), order="sorted"), indent=2).decode() + "\n"


def _numbers(node: Any) -> Any:
    """A Decimal is written as a plain number in YAML, though in JSON it would travel as a string."""
    if isinstance(node, list):
        return [_numbers(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "decimal":
        kept = {k: _numbers(v) for k, v in node.items() if k not in {"format", "default"}}
        return kept | {"type": "number"}
    return {k: _numbers(v) for k, v in node.items()}


if __name__ == "__main__":
    sys.exit(0 if PLACE.write_text(schema(), encoding="utf-8") else 1)
