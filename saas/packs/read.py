"""A pack from its files: read strictly, then held against each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from saas.packs import cross, cross_assess, cross_files, cross_flows, cross_ledger, cross_lists, cross_models
from saas.packs.cross_files import IN
from saas.packs.format import Pack
from saas.packs.shape import Fault, Place, shaped
from saas.packs.source import Unreadable, parse
from saas.packs.spots import line_of

FILES = {f"{f.name}.yaml": f for f in msgspec.structs.fields(Pack)}


class PackFaults(Exception):
    """Everything that is wrong with a pack, each fault with its place and its cause in both languages."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`, without a fault and without an advice. Raises PackFaults."""
    pack, advice = pack_of(folder_of(folder))
    if advice:
        raise PackFaults(advice)
    return pack


def folder_of(folder: Path) -> dict[str, bytes]:
    """File → content of a pack's folder: its YAML files, and what lies in `files/` under that name."""
    found = sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
    beside = sorted(file for file in folder.glob(f"{IN}*") if file.is_file() and not file.name.startswith("."))
    return {file.name: file.read_bytes() for file in found} | {IN + file.name: file.read_bytes() for file in beside}


def documents_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the files that are documents."""
    return {name: body for name, body in files.items() if name.startswith(IN)}


def pack_of(files: Mapping[str, bytes]) -> tuple[Pack, list[Fault]]:
    """The pack of these files (name → content), and what may be better about it.

    Raises PackFaults with all faults of form at once; when the form is right, with all contradictions at once.
    """
    documents = documents_of(files)
    reading = Reading({name: body for name, body in files.items() if name not in documents})
    parts = reading.parts()
    if not reading.faults:
        pack = Pack(**parts)
        ways = (cross, cross_ledger, cross_lists, cross_flows, cross_models, cross_assess)
        found = [reading.at_its_line(fault) for way in ways for fault in way.faults(pack)]
        found += [reading.at_its_line(fault) for fault in cross_files.faults(pack, documents)]
        reading.faults += found
        if all(fault.advice for fault in reading.faults):
            return pack, reading.faults
    raise PackFaults(reading.faults)


class Reading:
    """One reading of the files: what was found wrong so far, and the documents to look lines up in."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._documents: dict[str, object] = {}
        self.faults = [
            Fault(name, "行业包没有这个文件", "a pack has no such file") for name in sorted(files.keys() - FILES.keys())
        ]

    def parts(self) -> dict[str, Any]:
        """Field of Pack → its file as structs; a file that may be left out and is, is left out."""
        wanted = {name: f for name, f in FILES.items() if f.required or name in self._files}
        return {f.name: self.part(name, f.type) for name, f in wanted.items()}

    def part(self, name: str, kind: type) -> Any:
        """One file as its struct; what is wrong with it is added to the faults."""
        at = Place(name)
        wrong: list[Fault] = []

        def tell(where: Place, zh: str, en: str) -> None:
            wrong.append(Fault(where.path, zh, en))

        part = None
        try:
            self._documents[name] = parse(self._files[name].decode("utf-8"))
            part = shaped(kind, self._documents[name], at, tell)
        except KeyError:
            tell(at, "缺少这个文件", "the file is missing")
        except UnicodeDecodeError:
            tell(at, "不是 UTF-8 编码", "the file is not UTF-8")
        except Unreadable as error:
            wrong.append(Fault(name, error.zh, error.en, error.line))
        self.faults += map(self.at_its_line, wrong)
        return part

    def at_its_line(self, fault: Fault) -> Fault:
        """The fault with the line of its place."""
        if fault.line is not None:
            return fault
        file = fault.place.partition(" › ")[0]
        return msgspec.structs.replace(fault, line=line_of(self._documents.get(file), fault.place))
