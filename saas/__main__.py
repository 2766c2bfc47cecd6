"""The commands of the product: `saas up` is all of them, each runs alone under another supervisor."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.places import PostgresError
from saas.settings import Settings, SettingsError, settings

COMMANDS = {
    "up": "start everything on this machine",
    "web": "serve pages (on the socket --fd, or on HOST and PORT)",
    "worker": "do the jobs",
    "clock": "start what is due by the calendar",
    "migrate": "bring the database schema up to date",
    "seed": "make the demo company",
    "doctor": "check the surroundings and say how to mend each fault",
    "postgres": "run the bundled database alone",
    "pack": "check a pack of files, or export a company's own as one",
    "model": "evaluate the models of a file, every result with its tree, as JSON",
    "trace": "say where a printed figure comes from, and compute it again",
}
ENTRIES = {
    "up": "saas.launch:up",
    "worker": "saas.worker:main",
    "clock": "saas.clock:main",
    "migrate": "saas.migrate:main",
    "seed": "saas.demo.seed:main",
    "doctor": "saas.doctor:main",
    "postgres": "saas.launch:database_alone",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. A setting that cannot be used is 2, with a message."""
    parser = argparse.ArgumentParser(prog="saas", description="精进 Jingjin")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        if name == "web":
            command.add_argument("--fd", type=int, help="number of an inherited listening socket")
        if name == "pack":
            _pack_words(command)
        if name == "model":
            _model_words(command)
        if name == "trace":
            _trace_words(command)
    given = parser.parse_args(words)
    try:
        if given.command == "pack":
            return _pack(given)
        if given.command == "model":
            return _model(given)
        if given.command == "trace":
            return _trace(given, settings())
        return _web(given.fd, settings()) if given.command == "web" else _run(given.command, settings())
    except (SettingsError, PostgresError) as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2


def _pack_words(command: argparse.ArgumentParser) -> None:
    todo = command.add_subparsers(dest="todo", required=True, metavar="todo")
    check = todo.add_parser("check", help="say what is wrong with a folder, a zip or one file")
    check.add_argument("path", type=Path)
    export = todo.add_parser("export", help="write a company's configuration as a folder of files")
    export.add_argument("company", help="the company's part of the address")
    export.add_argument("--to", type=Path, default=Path(), help="where the folder is made (default: here)")


def _pack(given: argparse.Namespace) -> int:
    from saas.packs import command

    # Checking files needs neither settings nor a database.
    return command.check(given.path) if given.todo == "check" else command.export(given.company, given.to, settings())


def _model_words(command: argparse.ArgumentParser) -> None:
    todo = command.add_subparsers(dest="todo", required=True, metavar="todo")
    run = todo.add_parser("run", help="compute every result of a models.yaml")
    run.add_argument("file", type=Path)
    run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="put a figure in; may be said again")
    run.add_argument("--model", help="only the model of this code")


def _model(given: argparse.Namespace) -> int:
    from saas.packs.run_model import run_model

    return run_model(given.file, given.set, given.model)


def _trace_words(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", help="as it is printed: COMPANY/CYCLE:UNIT:FIGURE")
    command.add_argument("--company", help="the company's part of the address, where the id does not say it")
    command.add_argument("--locale", choices=("zh-CN", "en"), default="zh-CN")


def _trace(given: argparse.Namespace, chosen: Settings) -> int:
    from saas.reports.command import show

    return show(given.id, given.company, given.locale, chosen)


def _web(fd: int | None, chosen: Settings) -> int:
    from saas.app import serve
    from saas.launch import LaunchError, listen

    if fd is not None:
        return serve(fd, chosen)
    try:
        with listen(chosen.host, chosen.port) as listening:
            return serve(listening.fileno(), chosen)
    except LaunchError as fault:
        raise SettingsError(fault) from None


def _run(command: str, chosen: Settings) -> int:
    # Imported late: the clock does not pay for the PDF engine, and doctor runs when a package is missing.
    module, _, name = ENTRIES[command].partition(":")
    return int(getattr(importlib.import_module(module), name)(chosen))


if __name__ == "__main__":
    sys.exit(main())
