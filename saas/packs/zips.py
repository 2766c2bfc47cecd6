"""A pack as one zip: opened in memory within bounds, never onto the disk."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from saas.packs.cross_files import IN
from saas.packs.read import FILES, PackFaults
from saas.packs.shape import Fault

MOST_BYTES = 20_000_000  # of the zip as it is sent
# Of what is opened: the YAML files together, and the documents beside them.
ROOM = {False: 20_000_000, True: 40_000_000}
MOST_FILES = {False: 2 * len(FILES), True: 1_000}
STAMP = (2020, 1, 1, 0, 0, 0)  # the same pack gives the same bytes on any day


def unzipped(sent: bytes) -> dict[str, bytes]:
    """File name → content of the YAML files, whatever folder they stand in, and of what lies in a folder `files`.

    Raises PackFaults.
    """
    if len(sent) > MOST_BYTES:
        raise _refused("压缩包太大，最多 20 MB", "the archive is too large, 20 MB at most")
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
        # Not a zip, a damaged one, an encrypted one or one packed in another way: all the same to who sent it.
        raise _refused("不是可以打开的 zip 压缩包", "this is no zip archive that can be opened") from None


def zipped(files: dict[str, bytes], folder: str) -> bytes:
    """These files in one folder of a zip; equal files give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", STAMP), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = dict(ROOM)
    for entry in archive.infolist():
        name = _named(entry)
        if name is None:
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        if name in found:
            raise PackFaults([Fault(name, "压缩包里有两个同名文件", "the archive holds this file twice")])
        beside = name.startswith(IN)
        with archive.open(entry) as file:
            # What the archive says of its sizes is a claim; what comes out is counted.
            found[name] = file.read(room[beside] + 1)
        room[beside] -= len(found[name])
        if room[beside] < 0 or sum(one.startswith(IN) == beside for one in found) > MOST_FILES[beside]:
            most = ROOM[beside] // 1_000_000
            raise _refused(f"解开后太大，最多 {most} MB", f"too large when opened, {most} MB at most")
    return found


def _named(entry: zipfile.ZipInfo) -> str | None:
    """What an entry is called in a pack; None for what is none of its files."""
    path = PurePosixPath(entry.filename)
    if entry.is_dir() or "__MACOSX" in entry.filename or path.name.startswith("."):
        return None
    if path.name.endswith((".yaml", ".yml")):
        return path.name
    return IN + path.name if path.parts[-2:-1] == (IN.rstrip("/"),) else None


def _refused(zh: str, en: str) -> PackFaults:
    return PackFaults([Fault("zip", zh, en)])
