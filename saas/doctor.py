"""`saas doctor`: is everything around the product as it must be, and if not, how to mend it."""

import asyncio
import ctypes
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from infra.console import say
from saas.settings import CHECKOUT, Settings

ROOM = 1_000_000_000  # bytes free below which photos and reports would soon fail
SKEW = timedelta(seconds=2)
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379, "smtp": 25, "smtps": 465}


class Result(NamedTuple):
    """What was looked at, and what to do about it; no mend: nothing is wrong."""

    what: str
    mend: str | None = None


def main(settings: Settings) -> int:
    """Print one line per check; exit code 1 when anything has to be mended."""
    results = [result for check in CHECKS for result in _safely(check, settings)]
    for what, mend in results:
        print(f"  ✓ {what}" if mend is None else f"  ✗ {what}\n      → {mend}")
    faults = sum(result.mend is not None for result in results)
    good = say("All is well.", "一切正常。")
    print(say(f"To mend: {faults}", f"待处理：{faults} 项") if faults else good)
    return 1 if faults else 0


def _safely(check: Callable[[Settings], Iterator[Result]], settings: Settings) -> Iterator[Result]:
    """A check that breaks is itself a finding, and the others still run."""
    try:
        yield from check(settings)
    except Exception as fault:  # noqa: BLE001
        name = check.__name__.strip("_")
        yield Result(f"{name}: {fault}", say("see above; then make setup", "请看提示，再运行 make setup"))


def _python(_: Settings) -> Iterator[Result]:
    found = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info >= (3, 11)
    mend = say("install Python 3.11 or newer, remove .venv, then make setup",
               "请安装 Python 3.11 以上版本，删除 .venv，再运行 make setup")  # fmt: skip
    yield Result(f"Python {found}", None if new_enough else mend)


def _packages(_: Settings) -> Iterator[Result]:
    """Installed versions against the lock file; lines for other systems are left out by their marker."""
    wrong = []
    lines = re.findall(r"^([\w.-]+)==([^\s;]+)(?: ; (.*?))? \\$", _lock(), re.MULTILINE)
    for name, wanted, marker in lines:
        if not marker and _installed(name) != wanted:
            wrong.append(f"{name} {_installed(name) or '–'} ≠ {wanted}")
    what = say(f"Python packages as locked ({len(lines)})", f"Python 软件包与锁定文件一致（{len(lines)} 个）")
    yield Result("; ".join(wrong[:8]), "make setup") if wrong else Result(what)


def _lock() -> str:
    return (CHECKOUT / "requirements.lock").read_text()


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _system(_: Settings) -> Iterator[Result]:
    for library, package in LIBRARIES.items():
        yield Result(library, None if _loads(library) else f"apt-get install -y {package}")
    fonts = _chinese_fonts()
    what = say(f"Chinese fonts: {fonts}", f"中文字体：{fonts} 个")
    yield Result(what, None if fonts else "apt-get install -y fonts-noto-cjk")
    helper = shutil.which("setpriv")
    yield Result("setpriv", None if helper or sys.platform != "linux" else "apt-get install -y util-linux")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _chinese_fonts() -> int:
    """Number of fonts that fontconfig knows to cover Chinese; without one the reports print empty boxes."""
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fontconfig.FcNameParse.restype = fontconfig.FcObjectSetBuild.restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # struct that begins with its length
    fontconfig.FcFontList.argtypes = [ctypes.c_void_p] * 3
    pattern = fontconfig.FcNameParse(b":lang=zh-cn")
    wanted = fontconfig.FcObjectSetBuild(b"family", None)
    return int(fontconfig.FcFontList(None, pattern, wanted)[0])


def _assets(_: Settings) -> Iterator[Result]:
    from infra.assets import assets

    for asset in assets():
        yield Result(f"{asset.name} {asset.version}", None if asset.in_place() else "make setup")


def _disk(settings: Settings) -> Iterator[Result]:
    free = shutil.disk_usage(settings.data).free
    room = f"{settings.data}: {free / 1e9:.1f} GB"
    what = say(f"free disk space at {room}", f"磁盘剩余空间 {room}")
    mend = say("free some space, or choose another place: DATA=…", "请清理磁盘，或用 DATA=… 换一个位置")
    yield Result(what, None if free > ROOM else mend)


def _port(settings: Settings) -> Iterator[Result]:
    from saas.launch import LaunchError, answers, listen

    place = f"{settings.host}:{settings.port}"
    try:
        listen(settings.host, settings.port).close()
    except LaunchError as fault:
        serving = say(f"{place} is served", f"{place} 正在提供服务")
        yield Result(serving) if answers(settings.host, settings.port) else Result(place, str(fault))
    else:
        yield Result(say(f"{place} is free", f"{place} 可用"))


def _database(settings: Settings) -> Iterator[Result]:
    with _running(settings):
        facts = asyncio.run(_ask(settings))
    kind = say("bundled", "内置") if settings.embedded else say("external", "外部")
    yield Result(f"PostgreSQL {facts['version']} ({kind})")
    rights = say("app and operator roles hold no power over the wall", "应用与运维角色不能越过租户隔离")
    mend = say("use roles without SUPERUSER and BYPASSRLS", "请改用无 SUPERUSER 与 BYPASSRLS 的角色")
    yield Result(rights, mend if facts["powerful"] else None)
    schema = say("database schema", "数据库结构")
    yield Result(f"{schema}: {facts['schema']}", "saas migrate" if facts["stale"] else None)
    skew = abs(facts["now"] - datetime.now(UTC))
    clock = say("clocks of this machine and the database agree", "本机与数据库时钟一致")
    yield Result(clock, None if skew < SKEW else f"{skew}: chrony / ntp")


@contextmanager
def _running(settings: Settings) -> Iterator[None]:
    """The bundled database, started for the question unless it is running anyway."""
    from infra.postgres import Postgres

    server = Postgres(settings.data) if settings.embedded else None
    if server is None or server.pid is not None:
        yield
        return
    server.start()
    try:
        yield
    finally:
        server.stop()


async def _ask(settings: Settings) -> dict[str, Any]:
    import asyncpg

    from saas.migrate import SchemaUnknown, check_schema

    connection = await asyncpg.connect(**settings.operator, timeout=10)
    try:
        names = [(await _who(settings.app)), (await _who(settings.operator))]
        powerful = await connection.fetchval(
            "select bool_or(rolsuper or rolbypassrls) from pg_roles where rolname = any($1)", names
        )
        facts = {
            "version": await connection.fetchval("select current_setting('server_version')"),
            "now": await connection.fetchval("select clock_timestamp()"),
            "powerful": powerful,
            "stale": False,
            "schema": say("up to date", "已是最新"),
        }
        if await connection.fetchval("select to_regclass('migration')") is None:
            return {**facts, "schema": say("empty, the first start fills it", "尚为空，首次启动时建立")}
        try:
            await check_schema(connection)
        except SchemaUnknown as fault:
            return {**facts, "schema": str(fault), "stale": True}
        return facts
    finally:
        await connection.close()


async def _who(role: dict[str, Any]) -> str:
    import asyncpg

    connection = await asyncpg.connect(**role, timeout=10)
    try:
        return str(await connection.fetchval("select current_user"))
    finally:
        await connection.close()


def _neighbours(settings: Settings) -> Iterator[Result]:
    """Mail server and message broker, where they are configured: does anybody listen there?"""
    for name, url in (("SMTP_URL", settings.smtp_url), ("BROKER_URL", settings.broker_url)):
        if url is None:
            continue
        place = urlsplit(url)
        address = (place.hostname or "", place.port or PORTS[place.scheme])
        try:
            socket.create_connection(address, timeout=5).close()
        except OSError as fault:
            mend = say(f"start it, or correct {name}", f"请启动它，或修改 {name}")
            yield Result(f"{name} {address[0]}:{address[1]}: {fault}", mend)
        else:
            yield Result(f"{name} {address[0]}:{address[1]}")


CHECKS = (_python, _packages, _system, _assets, _disk, _port, _database, _neighbours)
