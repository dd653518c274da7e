"""The rules of the house that a reviewer would otherwise repeat."""

import ast
import inspect
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main

from qbank.cli.app import app
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.db import migrations
from qbank.db.schema import HEAD, REVISIONS
from qbank.models import Base

Modules = Callable[..., set[str]]
ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "qbank"
MODULES = sorted(PACKAGE.rglob("*.py"))
WITHOUT_A_TIME = {"change_rows", "question_tags", "question_texts"}
"""Journal rows have their change's time, derived rows their question's; a million of them would pay."""


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its words, the real ones and not their stubs."""
    for name, (module, _) in {**GROUPS, **COMMANDS}.items():
        made = import_module(module).app
        for command in made.registered_commands:
            yield f"{name} {command.name or ''}".strip(), command.callback


@pytest.mark.parametrize("path", sorted((PACKAGE / "services").glob("*.py")), ids=lambda path: path.name)
def test_no_service_commits(path: Path) -> None:
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    assert not names & {"commit", "rollback"}


def test_no_command_is_a_coroutine_which_typer_would_never_run() -> None:
    found = list(commands())
    assert len(found) > 20
    assert [name for name, callback in found if inspect.iscoroutinefunction(callback)] == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, callback in commands() if not (callback.__doc__ or "").strip()] == []


def test_the_summaries_of_the_stubs_are_those_of_the_groups() -> None:
    for module, summary in GROUPS.values():
        assert import_module(module).app.info.help == summary


def test_functions_are_small() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for path in MODULES for node in functions(path)]
    lengths.sort()
    assert statistics.median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_files_are_short_and_none_is_called_utils() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert [str(path) for path, count in lines.items() if count > 300] == []
    assert [path for path in MODULES if path.stem in ("utils", "helpers", "common")] == []


def test_every_table_knows_when_its_rows_were_made() -> None:
    without = {table.name for table in Base.metadata.sorted_tables if "created_at" not in table.c}
    assert without == WITHOUT_A_TIME


def test_every_foreign_key_says_what_happens_on_delete() -> None:
    keys = [key for table in Base.metadata.sorted_tables for key in table.foreign_keys]
    assert keys
    assert [str(key.parent) for key in keys if key.ondelete not in ("CASCADE", "SET NULL")] == []


def test_the_schema_named_without_alembic_is_the_newest_migration() -> None:
    known = [revision.id for revision in migrations.history()]
    assert known == list(reversed(REVISIONS))
    assert known[0] == HEAD


def test_autogenerate_finds_nothing_to_do(template_bank: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-x", f"db={template_bank}", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No new upgrade operations detected" in done.stdout + done.stderr


PROGRAM = """
import atexit, os, pathlib, sys
told = pathlib.Path(os.environ["TOLD"])
atexit.register(lambda: told.write_text("\\n".join(sys.modules)))
from qbank.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def modules_after(tmp_path: Path) -> Callable[..., set[str]]:
    """Run qbank in a process of its own and tell which modules it had imported at its end."""

    def run(*words: str, **environment: str) -> set[str]:
        told = tmp_path / "modules"
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TOLD": str(told), **environment},
            check=False,
        )
        names = set(told.read_text().split())
        assert "qbank.errors" in names
        return names

    return run


SLOW = {"sqlalchemy", "alembic", "aiosqlite", "pydantic", "nh3"}


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        *((name, "--help") for name in (*GROUPS, *COMMANDS)),
        ("question", "set", "--help"),
        ("help", "query"),
        ("help", "question", "set"),
        ("import", "f.json"),
    ],
)
def test_help_loads_no_database(words: tuple[str, ...], modules_after: Modules) -> None:
    assert not modules_after(*words) & SLOW


@pytest.mark.parametrize(
    "line", ["qbank question list category:", "qbank question show 3f", "qbank question "]
)
def test_completion_loads_neither_typer_nor_what_is_slower(
    line: str, modules_after: Modules, template_bank: Path
) -> None:
    names = modules_after(line, ": ", "9", "80", _QBANK_COMPLETE="bash", QBANK_DB=str(template_bank))
    assert "qbank.db.peek" in names
    assert not names & (SLOW | {"typer", "rich", "asyncio", "msgspec"})


def test_a_listing_into_a_pipe_loads_no_rich(template_bank: Path, modules_after: Modules) -> None:
    names = modules_after("--db", str(template_bank), "question", "list")
    assert "sqlalchemy" in names
    assert "rich" not in names


def test_a_command_loads_neither_other_commands_nor_what_a_server_needs(
    template_bank: Path, modules_after: Modules
) -> None:
    names = modules_after("--db", str(template_bank), "question", "count")
    assert "qbank.cli.question_list" in names
    assert not names & {"qbank.cli.question_import", "sqlalchemy.dialects.postgresql"}


def test_a_command_that_is_not_refused_loads_nothing_of_what_helps_with_those_that_are(
    template_bank: Path, modules_after: Modules
) -> None:
    helpers = {"qbank.cli.habits", "qbank.cli.mistyped", "qbank.cli.command_line"}
    assert not modules_after("--db", str(template_bank), "question", "count") & helpers
    assert modules_after("question", "cuont") >= helpers


def test_the_groups_of_the_table_are_the_groups_of_the_program() -> None:
    root = typer.main.get_command(app)
    assert set(root.commands) == set(GROUPS) | set(COMMANDS)  # type: ignore[attr-defined]  # a group has them
