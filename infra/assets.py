"""Third-party front-end files: version and hash stand in assets.lock; fetched at set-up, never committed."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = CHECKOUT / "infra" / "assets.lock"
VENDOR = CHECKOUT / "templates" / "assets" / "vendor"


class AssetError(RuntimeError):
    """A package could not be fetched, or is not what the lock file says."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file out of one package version. Hashes are sha256 in hexadecimal."""

    package: str
    version: str
    package_hash: str
    inside: str
    name: str
    file_hash: str

    @property
    def path(self) -> Path:
        """Where the file is served from."""
        return VENDOR / self.name

    def in_place(self) -> bool:
        """Whether the file is there and is the one that was locked."""
        return self.path.is_file() and _hash(self.path.read_bytes()) == self.file_hash


def assets() -> list[Asset]:
    """What the lock file asks for, in its order."""
    lines = LOCK.read_text().splitlines()
    return [Asset(*line.split()) for line in lines if line and not line.startswith("#")]


def install() -> list[str]:
    """Fetch what is missing or changed; the names that were put in place. Raises AssetError."""
    missing = [asset for asset in assets() if not asset.in_place()]
    VENDOR.mkdir(parents=True, exist_ok=True)
    for (package, version), wanted in groupby(missing, key=lambda asset: (asset.package, asset.version)):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(_fetch(package, version, Path(folder)), list(wanted))
    return [asset.name for asset in missing]


def _fetch(package: str, version: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", f"{package}@{version}", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    found = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(found) != 1:
        raise AssetError(f"npm could not fetch {package} {version}: {done.stderr.strip()[-400:]}")
    return found[0]


def _unpack(archive: Path, wanted: list[Asset]) -> None:
    if _hash(archive.read_bytes()) != wanted[0].package_hash:
        raise AssetError(f"{wanted[0].package} {wanted[0].version} is not the package that was locked")
    with tarfile.open(archive) as package:
        for asset in wanted:
            member = package.extractfile(asset.inside)
            content = member.read() if member else b""
            if _hash(content) != asset.file_hash:
                raise AssetError(f"{asset.inside} of {asset.package} is not the file that was locked")
            draft = asset.path.with_suffix(".new")
            draft.write_bytes(content)
            draft.rename(asset.path)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    try:
        install()
    except (AssetError, OSError) as fault:
        sys.exit(str(fault))
