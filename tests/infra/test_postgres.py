"""The supervisor of the bundled database: whatever was left behind, it serves, and never a wrong one."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg
import pytest

from infra.places import SOCKET_PATH_LIMIT, PostgresError
from infra.postgres import Postgres

QUICK = {"fsync": "off", "shared_buffers": "16MB"}
OTHER_LIFE = """
import os, sys
from pathlib import Path
from infra.postgres import Postgres
server = Postgres(Path(sys.argv[1]), options={"fsync": "off", "shared_buffers": "16MB"})
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def data(tmp_path):
    yield tmp_path / "var"
    left = Postgres(tmp_path / "var")
    if left.pid is not None:
        os.kill(left.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Postgres(tmp_path_factory.mktemp("shared") / "var", options=QUICK, mortal=True)
    running.start()
    yield running
    running.stop()


def ask(server, role, *statements, database="jingjin"):
    """Value of the last statement, run as that role in one session."""

    async def session():
        connection = await asyncpg.connect(**server.dsn(role, database))
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(session())


def copied_programs(programs, to):
    """The programs with the libraries that the wheel keeps beside its package."""
    package = programs.parents[1]
    shutil.copytree(programs.parent, to / package.name / programs.parent.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), to / f"{package.name}.libs")
    return to / package.name / programs.parent.name / programs.name


def test_it_keeps_what_was_written_through_stop_and_start(data):
    server = Postgres(data, options=QUICK)
    server.start()
    ask(server, "owner", "create table kept (n int)", "insert into kept values (7)")
    server.stop()
    assert server.pid is None

    again = Postgres(data, options=QUICK)
    again.start()
    assert ask(again, "owner", "select n from kept") == 7
    again.stop()


def test_it_recovers_after_the_server_was_killed(data):
    server = Postgres(data)
    server.start()
    ask(server, "owner", "create table kept (n int)", "insert into kept values (7)")
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert ask(server, "owner", "select n from kept") == 7
    server.stop()


def test_it_takes_over_the_server_of_a_killed_parent(data):
    before = subprocess.run(
        [sys.executable, "-c", OTHER_LIFE, str(data)], capture_output=True, text=True, check=False
    )
    assert before.returncode == -signal.SIGKILL
    server = Postgres(data, options=QUICK)
    assert server.pid == int(before.stdout)
    server.start()
    assert server.pid == int(before.stdout)
    server.stop()
    assert server.pid is None


def test_it_is_not_deceived_by_a_reused_pid(data):
    server = Postgres(data, options=QUICK)
    server.start()
    left = [server.cluster / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"]
    number = str(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    owner = server.cluster.stat().st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        for file in left:
            file.write_text(file.read_text().replace(number, str(stranger.pid)))
        again = Postgres(data, options=QUICK)
        server._release_lock()
        assert again.pid is None
        assert server.pid is None
        again.start()
        assert ask(again, "app", "select 1") == 1
        again.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_it_starts_over_a_damaged_pid_file(data):
    server = Postgres(data, options=QUICK)
    server.start()
    for content in ("", "not a number\n", "999999999\n", "1\n/some/where\n"):
        server.stop()
        (server.cluster / "postmaster.pid").write_text(content)
        server.start()
        assert ask(server, "app", "select 1") == 1
    server.stop()


def test_it_begins_again_when_the_first_start_was_cut_short(data):
    data.mkdir()
    (data / "postgres.new" / "base").mkdir(parents=True)
    server = Postgres(data, options=QUICK)
    server.start()
    assert ask(server, "app", "select 1") == 1
    server.stop()


def test_it_serves_from_a_path_longer_than_a_socket_may_have(tmp_path):
    data = tmp_path / ("很长的目录" * 6) / ("x" * 60) / "var"
    server = Postgres(data, options=QUICK)
    server.start()
    try:
        assert len(str(server.sockets)) < SOCKET_PATH_LIMIT - 20
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert ask(server, "app", "select 1") == 1
    finally:
        server.stop()
        shutil.rmtree(server.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that is closed to everyone else")
def test_root_runs_it_as_somebody_else_and_opens_no_door():
    with tempfile.TemporaryDirectory(dir=Path.home()) as home:  # mode 0700
        modes = [folder.stat().st_mode for folder in Path(home).parents]
        server = Postgres(Path(home) / "clone" / "var", options=QUICK)
        server.bin = copied_programs(server.bin, Path(home) / "clone")
        server.start()
        status = Path(f"/proc/{server.pid}/status").read_text()
        assert "\nUid:\t0" not in status
        assert ask(server, "app", "select 1") == 1
        server.stop()
        assert [folder.stat().st_mode for folder in Path(home).parents] == modes


def test_it_refuses_a_second_supervisor_and_leaves_the_first_alone(server):
    second = Postgres(server.data)
    with pytest.raises(PostgresError, match="already runs"):
        second.start()
    second.stop()
    assert ask(server, "app", "select 1") == 1


def test_it_says_why_it_does_not_start(data):
    server = Postgres(data, options={"max_connections": "many"})
    with pytest.raises(PostgresError, match="max_connections"):
        server.start()
    assert server.pid is None


def test_it_listens_on_no_network_and_knows_no_trust(server):
    assert ask(server, "app", "show listen_addresses") == ""
    assert ask(server, "app", "show data_checksums") == "on"
    wrong = {**server.dsn("app"), "password": "guess"}
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(asyncpg.connect(**wrong))
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(asyncpg.connect(**{**wrong, "user": "postgres"}))
    assert server.secrets.stat().st_mode & 0o777 == 0o600
    assert server.cluster.stat().st_mode & 0o777 == 0o700


REFUSED = {
    "create table t (n int)": ("app", "operator"),
    "create temp table t (n int)": ("app", "operator"),
    "create schema s": ("app", "operator"),
    "create database d": ("app", "operator", "owner"),
    "create role r": ("app", "operator", "owner"),
    "set role jingjin_owner": ("app", "operator"),
    "set role postgres": ("app", "operator", "owner"),
    "alter role jingjin_app bypassrls": ("app", "operator", "owner"),
    "copy (select 1) to program 'true'": ("app", "operator", "owner"),
}


@pytest.mark.parametrize(("statement", "role"), [(s, r) for s, roles in REFUSED.items() for r in roles])
def test_a_role_may_not(server, statement, role):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        ask(server, role, statement)


def test_the_owner_is_the_operator_only_when_it_says_so(server):
    ask(server, "owner", "create table seen (n int)", "grant select on seen to jingjin_operator")
    acting = ask(server, "owner", "set role jingjin_operator", "select current_user::text")
    assert acting == "jingjin_operator"
    inherits = "select pg_has_role('jingjin_owner', 'jingjin_operator', 'usage')"
    assert ask(server, "owner", inherits) is False


def test_a_copied_database_has_the_same_doors(server):
    server.ensure_database("master_copy")
    ask(server, "owner", "create table kept (n int)", "insert into kept values (7)", database="master_copy")
    server.ensure_database("first_copy", template="master_copy")
    server.ensure_database("first_copy", template="master_copy")
    assert ask(server, "owner", "select n from kept", database="first_copy") == 7
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        ask(server, "app", "create temp table t (n int)", database="first_copy")
    server.drop_database("first_copy")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        ask(server, "app", "select 1", database="first_copy")


def test_a_database_name_is_not_sql(server):
    with pytest.raises(PostgresError, match="not a database name"):
        server.ensure_database('x"; drop database jingjin; --')
