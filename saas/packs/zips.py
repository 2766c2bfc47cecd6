"""A pack as one zip: opened in memory within bounds, never onto the disk."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from saas.packs.read import FILES, PackFaults
from saas.packs.shape import Fault

MOST_BYTES = 4_000_000  # of the zip as it is sent
MOST_OPEN = 20_000_000  # of all files in it together
STAMP = (2020, 1, 1, 0, 0, 0)  # the same pack gives the same bytes on any day


def unzipped(sent: bytes) -> dict[str, bytes]:
    """File name → content of the YAML files, whatever folder they stand in. Raises PackFaults."""
    if len(sent) > MOST_BYTES:
        raise _refused("压缩包太大，最多 4 MB", "the archive is too large, 4 MB at most")
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
    room = MOST_OPEN
    for entry in archive.infolist():
        name = PurePosixPath(entry.filename).name
        if entry.is_dir() or not name.endswith((".yaml", ".yml")) or "__MACOSX" in entry.filename:
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        if name in found:
            raise PackFaults([Fault(name, "压缩包里有两个同名文件", "the archive holds this file twice")])
        with archive.open(entry) as file:
            # What the archive says of its sizes is a claim; what comes out is counted.
            found[name] = file.read(room + 1)
        room -= len(found[name])
        if room < 0 or len(found) > 2 * len(FILES):
            raise _refused("解开后太大，最多 20 MB", "too large when opened, 20 MB at most")
    return found


def _refused(zh: str, en: str) -> PackFaults:
    return PackFaults([Fault("zip", zh, en)])
