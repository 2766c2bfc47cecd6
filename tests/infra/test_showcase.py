"""What a newcomer is told, and when the demo company has still to be made."""

import json
from dataclasses import replace

import pytest

from saas import showcase
from saas.settings import read

LOGINS = {role: {"login": f"{role}@demo.example", "password": f"{role}-word"} for role in showcase.ROLES}


@pytest.fixture
def settings(tmp_path, monkeypatch, fresh):
    monkeypatch.setattr(showcase, "CHECKOUT", tmp_path / "checkout")
    monkeypatch.setenv("LC_ALL", "C")
    chosen = read({"DATA": str(tmp_path / "elsewhere"), "PORT": "8123"})
    return replace(chosen, operator=fresh.operator)


def tell(settings, tenant):
    facts = {"url": "http://old:1", "tenant": tenant, "logins": LOGINS}
    settings.demo_file.write_text(json.dumps(facts))


def test_the_demo_is_wanted_until_its_file_and_its_company_are_there(settings, template):
    assert showcase.wanted(settings)
    tell(settings, "nobody-of-that-name")
    assert showcase.wanted(settings)
    tell(settings, template.brand.slug)
    assert not showcase.wanted(settings)
    settings.demo_file.write_text("{half")
    assert showcase.wanted(settings)


def test_production_gets_no_company_whose_passwords_are_printed(settings):
    assert not showcase.wanted(replace(settings, environment="production"))


def test_the_facts_stand_in_the_checkout_wherever_the_data_is(settings, tmp_path, capsys):
    tell(settings, "any")
    showcase.present(settings)
    for file in (settings.demo_file, tmp_path / "checkout" / "var" / "demo.json"):
        facts = json.loads(file.read_text())
        assert facts == {"url": "http://127.0.0.1:8123", "tenant": "any", "logins": LOGINS}
        assert file.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8123/login" in said
    assert all(login["login"] in said and login["password"] in said for login in LOGINS.values())


def test_it_warns_when_other_machines_can_reach_the_demo(settings, capsys):
    tell(settings, "any")
    showcase.present(replace(settings, host="0.0.0.0"))
    assert "not for real data" in capsys.readouterr().out
