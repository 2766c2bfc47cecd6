"""What a newcomer is told after the start: the address, and one login per role of the demo company."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import asyncpg

from infra.console import line, say
from infra.places import data_folder
from saas.settings import CHECKOUT, Settings

ROLES = {
    "staff": ("staff", "一线员工"),
    "leader": ("leader", "主管"),
    "executive": ("executive", "高管"),
    "admin": ("administrator", "管理员"),
}


def wanted(settings: Settings) -> bool:
    """Whether the demo company has still to be made. Never in production: its passwords are printed."""
    if settings.environment == "production":
        return False
    facts = _facts(settings.demo_file)
    return facts is None or not asyncio.run(_exists(settings.operator, str(facts["tenant"])))


def present(settings: Settings) -> None:
    """Print where to go and who to be; keep the same facts in var/demo.json of the checkout."""
    print()
    line(f"  Open {settings.origin}/login", f"  请打开 {settings.origin}/login")
    facts = _facts(settings.demo_file)
    if facts is not None:
        facts["url"] = settings.origin
        for file in {settings.demo_file, data_folder(CHECKOUT / "var") / "demo.json"}:
            _write(file, facts)
        for role, (english, chinese) in ROLES.items():
            who = facts["logins"][role]
            print(f"    {say(f'{english:14}', chinese)}  {who['login']}  {who['password']}")
        if settings.host not in {"127.0.0.1", "localhost", "::1"}:
            line(
                "  Reachable from other machines, with the demo logins above: not for real data.",
                "  其他机器可以访问，且可用以上演示账号登录：请勿录入真实数据。",
            )
    line("  Ctrl-C stops everything.", "  按 Ctrl-C 全部停止。")


def _facts(file: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return None


def _write(file: Path, facts: dict[str, Any]) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    os.chmod(draft, 0o600)  # noqa: PTH101
    draft.rename(file)


async def _exists(operator: dict[str, Any], slug: str) -> bool:
    connection = await asyncpg.connect(**operator)
    try:
        return bool(await connection.fetchval("select exists (select from tenants where slug = $1)", slug))
    finally:
        await connection.close()
