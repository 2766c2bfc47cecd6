"""A pack from its folder: nine files read strictly, then held against each other."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from saas.packs import cross, cross_lists
from saas.packs.format import Pack
from saas.packs.shape import Fault, Place, shaped
from saas.packs.source import Unreadable, parse


class PackFaults(Exception):
    """Everything that is wrong with a pack, each fault with its place and its cause in both languages."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises PackFaults with all faults of form at once; when the form is right, with
    all contradictions between the files at once.
    """
    faults: list[Fault] = []
    parts: dict[str, Any] = {
        f.name: _file(folder, f.name, f.type, faults) for f in msgspec.structs.fields(Pack)
    }
    if not faults:
        pack = Pack(**parts)
        faults = [*cross.faults(pack), *cross_lists.faults(pack)]
    if faults:
        raise PackFaults(faults)
    return pack


def _file(folder: Path, name: str, kind: type, faults: list[Fault]) -> Any:
    at = Place(f"{name}.yaml")

    def tell(where: Place, zh: str, en: str) -> None:
        faults.append(Fault(where.path, zh, en))

    try:
        text = (folder / at.path).read_text(encoding="utf-8")
    except FileNotFoundError:
        tell(at, "缺少这个文件", "the file is missing")
        return None
    except UnicodeDecodeError:
        tell(at, "不是 UTF-8 编码", "the file is not UTF-8")
        return None
    try:
        return shaped(kind, parse(text), at, tell)
    except Unreadable as error:
        tell(at.item(f"第 {error.line} 行 line {error.line}"), error.zh, error.en)
        return None


def main(arguments: list[str]) -> int:
    """`python -m saas.packs.read FOLDER`: prints the faults, or ok."""
    told, code = "ok", 0
    try:
        read_pack(Path(*arguments))
    except PackFaults as error:
        told, code = str(error), 1
    sys.stdout.write(f"{told}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
