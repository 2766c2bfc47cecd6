"""Every pack on the shelf is whole."""

import re

import pytest

from saas.packs.lists import PointKind
from saas.packs.read import FILES, read_pack
from saas.packs.shelf import FOLDER, keys


@pytest.mark.parametrize("key", keys())
def test_it_has_no_fault_and_its_folders_name(key):
    assert read_pack(FOLDER / key).pack.key == key


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_its_files_open_with_a_line_of_what_they_are(path):
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_the_writers_guide_knows_every_file_and_kind_of_point():
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert not [name for name in FILES if f"`{name}`" not in guide]
    assert not [kind for kind in PointKind.__args__ if not re.search(rf"`{kind}`", guide)]
