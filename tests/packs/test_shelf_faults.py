"""A faulty pack on the shelf is told to the operator and left out; nobody else's sign-up suffers."""

from __future__ import annotations

import shutil

from saas.packs import shelf


async def test_a_faulty_pack_is_not_offered_and_named_in_the_log(tmp_path, monkeypatch, caplog):
    for key in ("blank", "cold_drink"):
        shutil.copytree(shelf.FOLDER / key, tmp_path / key)
    (tmp_path / "cold_drink" / "scheme.yaml").write_text("version: [", encoding="utf-8")
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    shelf._read.cache_clear()
    try:
        assert [one.face.key for one in await shelf.offers()] == ["blank"]
    finally:
        shelf._read.cache_clear()
    assert "cold_drink" in caplog.text
