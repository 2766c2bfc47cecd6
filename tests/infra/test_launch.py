"""`saas up` from outside: what a person, a supervisor or a crash can do to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from infra.children import Child
from infra.postgres import Postgres
from infra.process import command_line, wait_until
from saas.launch import LaunchError, listen

HOUSE = Path(__file__).with_name("fake_house.py")


class House:
    """One launcher in a process group of its own, as a terminal would start it."""

    def __init__(self, data, port):
        self.data, self.port = data, port
        self.process = None

    def start(self):
        command = [sys.executable, str(HOUSE), str(self.data), str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(HOUSE.parents[2]), "LANG": "C"},
        )
        said = []
        for text in self.process.stdout:
            said.append(text)
            if text == "ready\n":
                return said
        raise AssertionError("".join(said))

    def children(self):
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in listed if "postgres" not in command_line(int(pid))[0]]

    def page(self):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/login")
        with connection.getresponse() as response:
            pid = int(response.read())
        connection.close()
        return pid


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    built = House(tmp_path_factory.mktemp("house") / "var", port)
    yield built
    if built.process.poll() is None:
        built.process.kill()
    built.process.wait()
    built.process.stdout.close()
    left = Postgres(built.data).pid
    if left is not None:
        os.kill(left, signal.SIGKILL)


def gone(pids):
    return lambda: not any("".join(command_line(pid)) for pid in pids)


def test_one_life_of_a_house(house):
    said = "".join(house.start())
    assert "database … " in said
    assert "schema … " in said

    # A killed web process is replaced, and nobody is turned away meanwhile.
    first = house.page()
    os.kill(first, signal.SIGKILL)
    # Until it is dead it may still take a request with it.
    assert wait_until(gone([first]), seconds=20)
    assert all(house.page() != first for _ in range(20))
    assert wait_until(lambda: len(house.children()) == 4, seconds=20)

    # A killed database is replaced.
    database = Postgres(house.data)
    before = database.pid
    os.kill(before, signal.SIGKILL)
    assert wait_until(lambda: database.pid not in {None, before}, seconds=30)

    # Ctrl-C reaches the whole group; one child ignores SIGTERM; all is over in seconds all the same.
    pids = house.children()
    began = time.monotonic()
    os.killpg(house.process.pid, signal.SIGINT)
    assert house.process.wait(timeout=30) == 0
    assert time.monotonic() - began < 10
    assert gone(pids)()
    assert database.pid is None
    house.process.stdout.close()


def test_a_killed_launcher_takes_its_children_along_and_the_next_one_takes_over_the_database(house):
    house.start()
    pids = house.children()
    assert len(pids) == 4
    database = Postgres(house.data).pid
    house.process.kill()
    house.process.wait()
    house.process.stdout.close()
    assert wait_until(gone(pids), seconds=20)
    assert Postgres(house.data).pid == database

    house.start()
    assert Postgres(house.data).pid == database
    house.process.terminate()
    assert house.process.wait(timeout=30) == 0
    assert Postgres(house.data).pid is None


def test_a_taken_port_is_named_with_the_way_out(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LaunchError, match=f"make run PORT={port + 1}"):
            listen("127.0.0.1", port)


def test_a_dying_child_is_started_again_with_growing_pauses(tmp_path):
    script = "print('why'); raise SystemExit(3)"
    child = Child("brief", [sys.executable, "-c", script], tmp_path / "brief.log")
    codes, pauses = [], []
    child.start()

    def died_three_times():
        code = child.tend()
        if code is not None:
            codes.append(code)
            pauses.append(child.pause)
        return len(codes) == 3

    assert wait_until(died_three_times, seconds=20)
    assert codes == [3, 3, 3]
    assert pauses == sorted(set(pauses))
    assert child.last_words() == "why\nwhy\nwhy"


def test_what_a_child_started_ends_with_it(tmp_path):
    script = "import subprocess as s; p = s.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
    child = Child("parent", [sys.executable, "-c", script], tmp_path / "parent.log")
    child.start()
    assert wait_until(lambda: child.last_words() != "", seconds=30)
    grandchild = int(child.last_words())
    child.kill()
    assert wait_until(gone([grandchild]), seconds=20)
