"""`saas pack check`: says ok, or the file, line, place and cause of everything that is wrong."""

import shutil
from pathlib import Path

import pytest

from saas.__main__ import main
from saas.packs import command, write, zips
from saas.packs.read import read_pack

COLD_DRINK = Path(__file__).parents[2] / "tenants" / "packs" / "cold_drink"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(COLD_DRINK, tmp_path / "pack")


def check(path, capsys):
    return main(["pack", "check", str(path)]), capsys.readouterr().out


def test_it_says_ok_of_a_folder(capsys):
    code, said = check(COLD_DRINK, capsys)
    assert code == 0
    assert said.startswith("ok: cold_drink 1.0, ")


def test_it_says_ok_of_a_zip(folder, capsys):
    path = folder.parent / "pack.zip"
    path.write_bytes(zips.zipped({file.name: file.read_bytes() for file in folder.iterdir()}, "pack"))
    assert check(path, capsys)[0] == 0


def test_it_names_a_missing_file(folder, capsys):
    (folder / "cycles.yaml").unlink()
    assert check(folder, capsys) == (1, "cycles.yaml: 缺少这个文件 / the file is missing\n")


def test_it_names_file_line_place_and_cause(folder, capsys):
    path = folder / "checklists.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{low: 8}", "{low: eight}", 1), encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "{low: 8}" in row)
    said = '应为数字，写的是“eight” / a number is expected, not "eight"'
    assert check(folder, capsys) == (1, f"checklists.yaml:{line} › C1 › points › C1-04 › limits.low: {said}\n")
    assert check(path, capsys) == (1, f"checklists.yaml:{line} › C1 › points › C1-04 › limits.low: {said}\n")


def test_it_names_a_file_that_no_pack_has(folder, capsys):
    (folder / "checklist.yaml").write_text("checklists: []\n")
    assert check(folder, capsys) == (1, "checklist.yaml: 行业包没有这个文件 / a pack has no such file\n")


def test_it_says_when_there_is_nothing(tmp_path, capsys):
    code, said = check(tmp_path / "nowhere.zip", capsys)
    assert code == 1
    assert "nowhere.zip" in said


def test_a_company_is_written_as_a_folder_that_checks_out(fresh, tmp_path, capsys):
    assert command.export("brand", tmp_path, fresh, fresh.now) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'brand'}\n"
    written = {path.name: path.read_bytes() for path in (tmp_path / "brand").iterdir()}
    assert written == write.files(read_pack(COLD_DRINK))
    assert check(tmp_path / "brand", capsys)[0] == 0


def test_a_company_that_is_not_there_is_told(fresh, tmp_path, capsys):
    assert command.export("nobody", tmp_path, fresh, fresh.now) == 1
    assert "nobody: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
