"""The doctor names each fault and its mend, and its exit code says whether there is any."""

import socket
import threading

import pytest

from saas import doctor
from saas.settings import read


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


def results(check, settings):
    return list(doctor._safely(check, settings))


def test_it_asks_a_database_that_is_not_running(tmp_path):
    settings = read({"DATA": str(tmp_path / "var")})
    whats = [result.what for result in results(doctor._database, settings)]
    assert whats[0] == "PostgreSQL 18.4 (bundled)"
    assert whats[2].startswith("database schema: empty")
    assert all(result.mend is None for result in results(doctor._database, settings))


def test_a_port_taken_by_a_stranger_is_a_fault(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        settings = read({"DATA": str(tmp_path), "PORT": str(stranger.getsockname()[1])})

        def answer():
            stranger.accept()[0].close()

        hang_up = threading.Thread(target=answer)
        hang_up.start()
        taken = results(doctor._port, settings)
        hang_up.join()
    assert "Another port" in taken[0].mend
    assert results(doctor._port, settings)[0].mend is None


def test_a_broker_that_does_not_answer_is_a_fault(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}"
        there = results(doctor._neighbours, read({"DATA": str(tmp_path), "BROKER_URL": url}))
    away = results(doctor._neighbours, read({"DATA": str(tmp_path), "BROKER_URL": url}))
    assert there[0].mend is None
    assert away[0].mend == "start it, or correct BROKER_URL"


def test_another_version_than_the_locked_one_is_a_fault(monkeypatch, tmp_path):
    lock = "pillow==1.0 \\\n    --hash=sha256:0\nabsent==2 ; os_name == 'nt' \\\n"
    monkeypatch.setattr(doctor, "_lock", lambda: lock)
    found = results(doctor._packages, read({"DATA": str(tmp_path)}))
    assert [result.mend for result in found] == ["make setup"]
    assert "pillow" in found[0].what
    assert "absent" not in found[0].what


def test_a_check_that_breaks_does_not_hide_the_others(monkeypatch, tmp_path, capsys):
    def broken(_):
        raise OSError("no such place")
        yield

    monkeypatch.setattr(doctor, "CHECKS", (broken, doctor._python))
    assert doctor.main(read({"DATA": str(tmp_path)})) == 1
    said = capsys.readouterr().out
    assert "✗ broken: no such place" in said
    assert "✓ Python" in said
    assert "To mend: 1" in said
