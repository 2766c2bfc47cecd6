"""Front-end packages are what the lock file says, or they are not used."""

import hashlib
import tarfile

import pytest

from infra import assets
from infra.assets import Asset, AssetError


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package as npm would hand it over, and the vendor folder empty."""
    (tmp_path / "a.js").write_text("tap()")
    archive = tmp_path / "a-1.tgz"
    with tarfile.open(archive, "w:gz") as out:
        out.add(tmp_path / "a.js", "package/a.js")
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(assets, "_fetch", lambda *_: archive)
    return archive


def lock(monkeypatch, package, file):
    wanted = Asset("a", "1", package, "package/a.js", "a.js", file)
    monkeypatch.setattr(assets, "assets", lambda: [wanted])
    return wanted


def digest(content):
    return hashlib.sha256(content).hexdigest()


def test_it_puts_the_locked_file_in_place_once(package, monkeypatch):
    wanted = lock(monkeypatch, digest(package.read_bytes()), digest(b"tap()"))
    assert assets.install() == ["a.js"]
    assert wanted.in_place()
    assert assets.install() == []


@pytest.mark.parametrize("wrong", ["package", "file"])
def test_it_refuses_another_content(package, monkeypatch, wrong):
    right = digest(package.read_bytes()), digest(b"tap()")
    wanted = lock(monkeypatch, *(("0" * 64, right[1]) if wrong == "package" else (right[0], "0" * 64)))
    with pytest.raises(AssetError, match="locked"):
        assets.install()
    assert not wanted.path.exists()


def test_a_changed_file_is_noticed_and_replaced(package, monkeypatch):
    wanted = lock(monkeypatch, digest(package.read_bytes()), digest(b"tap()"))
    assets.install()
    wanted.path.write_text("steal()")
    assert not wanted.in_place()
    assets.install()
    assert wanted.in_place()
