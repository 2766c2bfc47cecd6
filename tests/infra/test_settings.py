"""The environment as plain values, and what is said when one of them cannot be used."""

import os
import subprocess
import sys

import pytest

from saas.settings import SettingsError, read


def test_nothing_set_means_this_machine_alone(tmp_path):
    chosen = read({"DATA": str(tmp_path / "var")})
    assert (chosen.host, chosen.port, chosen.origin) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert chosen.embedded
    assert chosen.app["user"] == "jingjin_app"
    assert chosen.files_url == (tmp_path / "var" / "files").as_uri()


def test_secrets_are_made_once_kept_private_and_never_shown(tmp_path):
    chosen, again = read({"DATA": str(tmp_path)}), read({"DATA": str(tmp_path)})
    assert chosen.secret == again.secret
    assert chosen.owner == again.owner
    for name in ("secret", "pg-secrets.json"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert chosen.owner["password"] not in repr(chosen)
    assert repr(chosen.secret) not in repr(chosen)


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    script = f"from saas.settings import read; print(read({{'DATA': {str(tmp_path)!r}}}).secret.hex())"
    command = [sys.executable, "-c", script]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in together}) == 1


def test_external_databases_come_as_three_or_not_at_all(tmp_path):
    urls = {f"DATABASE_URL_{role}": f"postgresql://{role}@db/x" for role in ("OWNER", "APP", "OPERATOR")}
    chosen = read({"DATA": str(tmp_path), **urls})
    assert chosen.app == {"dsn": "postgresql://APP@db/x"}
    assert not chosen.embedded
    with pytest.raises(SettingsError, match="DATABASE_URL_OPERATOR"):
        read({"DATA": str(tmp_path), "DATABASE_URL_APP": "postgresql://db/x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "八千"),
        ("PORT", "-1"),
        ("WEB_PROCESSES", "0"),
        ("BROKER_URL", "http://broker"),
        ("BROKER_URL", "redis://"),
        ("SMTP_URL", "mail.example"),
        ("ORIGIN", "jingjin.example"),
    ],
)
def test_an_unusable_setting_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read({"DATA": str(tmp_path), name: value})


def test_a_damaged_key_is_not_used(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(SettingsError, match="damaged"):
        read({"DATA": str(tmp_path)})


def test_the_command_says_so_and_ends_with_two(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "saas", "worker"], capture_output=True, text=True, check=False,
        env={**os.environ, "DATA": str(tmp_path), "PORT": "x"},
    )
    assert done.returncode == 2
    assert done.stderr.startswith("PORT must be")


@pytest.mark.parametrize(
    ("host", "origin"), [("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000"), ("::", "http://[::1]:8000")]
)
def test_the_address_shown_is_one_that_can_be_opened(tmp_path, host, origin):
    assert read({"DATA": str(tmp_path), "HOST": host}).origin == origin
