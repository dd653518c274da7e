"""The rights that docs/scaling.md gives the people of a team are enough, and no more than they need."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest

from benchmarks.throwaway_server import Server
from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]
OPERATIONS = "SELECT, INSERT, UPDATE, DELETE"


@pytest.fixture
def urls(server: Server, qbank: Run) -> Iterator[dict[str, str]]:
    """The URLs of one bank for its owner, for who may write and for who may read."""
    mark = uuid4().hex
    own = server.create(f"team_{mark}")
    names = {name: f"{name}_{mark}" for name in ("writer", "reader")}
    assert qbank("--db", own, "category", "add", "Biology")[0] == 0
    with psycopg.connect(own) as connection:
        for name, role in names.items():
            rights = OPERATIONS if name == "writer" else "SELECT"
            connection.execute(f"CREATE ROLE {role} LOGIN")
            connection.execute(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}")
    yield {"owner": own, **{name: f"{own}&user={role}" for name, role in names.items()}}
    server.drop(f"team_{mark}")
    for role in names.values():
        server.control.execute(f"DROP ROLE {role}")


def test_who_may_write_does_all_but_change_the_schema(urls: dict[str, str], qbank: Run) -> None:
    for words in (
        ("question", "add", "--type", "essay", "Why?", "--category", "Biology"),
        ("question", "set", "--all", "--add-tag", "x", "--yes"),
        ("question", "list", "tag:x"),
        ("undo",),
        ("question", "delete", "--all", "--yes"),
        ("trash", "empty", "--yes"),
        ("db", "check"),
    ):
        code, _, said = qbank("--db", urls["writer"], *words)
        assert code == 0, (words, said)
    code, _, said = qbank("--db", urls["writer"], "db", "downgrade", "0001", "--yes")
    assert code == ExitCode.PERMISSION, said
    assert qbank("--db", urls["owner"], "db", "downgrade", "0001", "--yes")[0] == 0


def test_who_may_read_reads_and_is_refused_in_a_line_elsewhere(urls: dict[str, str], qbank: Run) -> None:
    assert qbank("--db", urls["owner"], "question", "add", "--type", "essay", "Why krebs?")[0] == 0
    for reading in (("question", "list", "krebs"), ("tag", "list"), ("log",), ("stats",), ("db", "dump")):
        code, _, said = qbank("--db", urls["reader"], *reading)
        assert code == 0, (reading, said)
    writing: list[tuple[str, ...]] = [
        ("category", "add", "A"),
        ("question", "delete", "--all", "--yes"),
        ("undo",),
    ]
    for words in writing:
        code, _, said = qbank("--db", urls["reader"], *words)
        assert (code, "does not let you" in said) == (ExitCode.PERMISSION, True), (words, said)
        assert "Traceback" not in said
