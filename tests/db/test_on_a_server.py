"""What only a bank on a server has to hold: turns, lost connections, locales, migrations at once."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Text, column, func, literal, select, text

from benchmarks.throwaway_server import Server
from qbank.db import bank, migrations
from qbank.db.dialects import folded
from qbank.db.engine import Access, Waiting, transaction
from qbank.db.location import Location, located
from qbank.db.opening import until_alone
from qbank.db.schema import HEAD, REVISIONS
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Base

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]
WAITING = Waiting(30)
MANY = 4000


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The URL of a database that holds nothing."""
    name = f"empty_{uuid4().hex}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def url(empty: str) -> str:
    """The URL of a bank that nobody else has."""
    asyncio.run(bank.ensure(Location(url=empty), WAITING))
    return empty


@pytest.fixture
def place(url: str) -> Location:
    return Location(url=url)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def started(db: str, *words: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            "QBANK_DB": db,
            "QBANK_CONFIG": str(tmp_path / "none.toml"),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "qbank", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    return started


@pytest.fixture
def run(start: Start) -> Callable[..., tuple[int, str, str]]:
    def done(db: str, *words: str) -> tuple[int, str, str]:
        process = start(db, *words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    return done


@pytest.fixture
def many(tmp_path: Path) -> Path:
    file = tmp_path / "many.ndjson"
    lines = ({"kind": "question", "type": "essay", "stem": f"Why {number}?"} for number in range(MANY))
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def ask(url: str, query: str) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()


def test_six_that_make_a_bank_at_once_make_one(empty: str, start: Start) -> None:
    started = [start(empty, "db", "upgrade") for _ in range(6)]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 6
    assert sum("made a new bank" in each for each in said) == 1


def test_six_upgrades_at_once_are_one(url: str, start: Start, run: Any) -> None:
    assert run(url, "db", "downgrade", "0001", "--yes")[0] == 0
    started = [start(url, "db", "upgrade") for _ in range(6)]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 6
    assert sum("went from schema 0001" in each for each in said) == 1
    assert ask(url, "SELECT version_num FROM alembic_version") == (HEAD,)


async def test_every_step_of_the_schema_goes_back_and_forth(place: Location) -> None:
    for revision in (*reversed(REVISIONS[:-1]), "base", *REVISIONS):
        moved = await migrations.move(place, revision)
        assert moved.after == (None if revision == "base" else revision)


def test_autogenerate_finds_nothing_to_do_on_a_server(url: str) -> None:
    command = [sys.executable, "-m", "alembic", "-x", f"db={url}", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "No new upgrade operations detected" in done.stdout + done.stderr


def test_every_text_is_compared_by_code_point_whatever_the_locale(server: Server, run: Any) -> None:
    name = f"locale_{uuid4().hex}"
    server.control.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
    )
    url = server.url(name)
    try:
        for tag in ("a-b", "ab", "B", "é"):
            words = ("question", "add", "--type", "essay", f"Why {tag}?", "--tag", tag)
            assert run(url, *words)[0] == 0
        _, out, _ = run(url, "question", "list", "--sort", "stem", "--columns", "stem", "--no-header")
        assert out.splitlines() == ["Why B?", "Why a-b?", "Why ab?", "Why é?"]
        assert run(url, "question", "count", "tag:a-b")[1].strip() == "1"
    finally:
        server.drop(name)


def test_a_database_of_another_program_is_left_alone(empty: str, run: Any) -> None:
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE invoices (id INT)")
    for words in (("db", "upgrade"), ("question", "list"), ("category", "add", "A")):
        code, _, err = run(empty, *words)
        assert (code, err.count("\n")) == (65, 2), err


def test_reading_an_empty_database_says_how_to_begin(empty: str, run: Any) -> None:
    code, _, err = run(empty, "question", "list")
    assert code == 65
    assert "there is no bank at" in err and "qbank db upgrade" in err


def test_a_backup_is_the_servers_own_and_says_so(url: str, run: Any) -> None:
    for words in (("db", "backup"), ("db", "restore")):
        code, _, err = run(url, *words)
        assert code == 69
        assert "pg_dump" in err


@pytest.mark.parametrize(
    ("db", "code", "said"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", 69, "cannot be reached"),
        ("postgresql://nobody.invalid/x", 69, "cannot be reached"),
        ("postgresql+asyncpg://h/x", 2, "no URL of a server"),
        ("postgresql://h:port/x", 2, "no URL of a server"),
    ],
)
def test_a_server_that_is_away_is_one_line_without_the_password(
    db: str, code: int, said: str, run: Any
) -> None:
    ended, _, err = run(db, "question", "list")
    assert (ended, err.count("\n")) == (code, 2), err
    assert said in err
    assert "secret" not in err


def test_a_database_that_is_not_there_is_named_in_one_line(server: Server, run: Any) -> None:
    code, _, err = run(server.url("nowhere"), "question", "list")
    assert (code, err.count("\n")) == (69, 2), err


def test_without_the_driver_the_extra_is_named(url: str) -> None:
    program = "import sys; sys.modules['psycopg'] = None; from qbank.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--db", url, "question", "list"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 78
    assert "qbank[postgres]" in done.stderr and done.stderr.count("\n") == 2


async def test_writers_take_turns_and_lose_nothing(place: Location) -> None:
    async def count_up() -> None:
        for _ in range(10):
            async with transaction(place, Access.WRITE) as session:
                name = (await session.execute(text("SELECT name FROM categories"))).scalar_one()
                await asyncio.sleep(0)
                await session.execute(text("UPDATE categories SET name = :n"), {"n": str(int(name) + 1)})

    async with transaction(place, Access.WRITE) as session:
        await session.execute(text("INSERT INTO categories (id, name) VALUES ('c', '0')"))
    await asyncio.gather(*(count_up() for _ in range(8)))
    async with transaction(place, Access.READ) as session:
        assert (await session.execute(text("SELECT name FROM categories"))).scalar_one() == "80"


async def test_a_reader_waits_for_nobody_and_sees_one_state(place: Location) -> None:
    count = select(func.count()).select_from(Base.metadata.tables["categories"])
    async with transaction(place, Access.READ) as reader, transaction(place, Access.WRITE) as writer:
        before = (await reader.execute(count)).scalar_one()
        await writer.execute(text("INSERT INTO categories (id, name) VALUES ('c', 'C')"))
        await writer.commit()
        assert (await reader.execute(count)).scalar_one() == before == 0


async def test_what_a_reader_writes_is_never_kept(place: Location) -> None:
    async with transaction(place, Access.READ) as session:
        await session.execute(text("INSERT INTO categories (id, name) VALUES ('c', 'C')"))
    assert ask(place.url or "", "SELECT count(*) FROM categories") == (0,)


async def test_a_writer_that_waits_too_long_says_so_and_told_it_was_waiting(place: Location) -> None:
    told: list[bool] = []
    async with transaction(place, Access.WRITE):
        with pytest.raises(QbankError, match=r"for 0\.3 seconds") as refusal:
            async with transaction(place, Access.WRITE, Waiting(0.3, lambda: told.append(True))):
                pass
    assert (refusal.value.kind, told) == (Kind.BUSY, [True])


async def test_what_a_server_undid_for_anothers_sake_is_done_again(place: Location) -> None:
    """Another program writes with no regard to turns, between what ours reads and what it writes."""
    tried = 0

    async def work() -> None:
        nonlocal tried
        tried += 1
        async with transaction(place, Access.WRITE) as session:
            await session.execute(text("SELECT count(*) FROM documents"))
            if tried < 3:
                with psycopg.connect(place.url or "") as other:
                    other.execute(
                        "INSERT INTO categories (id, name) VALUES ('c', 'C') ON CONFLICT DO NOTHING"
                    )
                    other.execute("UPDATE categories SET color = '#000000'")
            await session.execute(text("UPDATE categories SET description = 'ours'"))
            await session.execute(text("INSERT INTO categories (id, name) VALUES ('d', 'D')"))

    async with transaction(place, Access.WRITE) as session:
        await session.execute(text("INSERT INTO categories (id, name) VALUES ('c', 'C')"))
    await until_alone(work)
    assert tried == 3
    assert ask(place.url or "", "SELECT count(*), min(description) FROM categories") == (2, "ours")


def waited_for(url: str, doing: str) -> int:
    """Wait until qbank does something that a pattern matches on the server; gives the process there."""
    query = (
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'qbank'"
        f" AND datname = current_database() AND query LIKE '{doing}'"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := ask(url, query):
            return int(found[0])
        time.sleep(0.005)
    raise AssertionError("it never did")


def test_a_connection_lost_half_way_is_one_line_and_leaves_nothing(
    server: Server, url: str, start: Start, run: Any, many: Path
) -> None:
    process = start(url, "question", "import", str(many))
    server.control.execute("SELECT pg_terminate_backend(%s)", [waited_for(url, "COPY %")])
    _, err = process.communicate(timeout=60)
    assert process.returncode == 69
    assert [line for line in err.splitlines() if line.startswith("qbank: error:")], err
    assert "Traceback" not in err and "the connection to the server was lost" in err
    assert ask(url, "SELECT count(*) FROM questions") == (0,)
    for _ in range(2):
        assert run(url, "question", "import", str(many))[0] == 0
        assert ask(url, "SELECT count(*) FROM questions") == (MANY,)


def test_an_interrupt_ends_the_statement_on_the_server_too(url: str, start: Start, many: Path) -> None:
    with psycopg.connect(url) as other:
        other.execute("UPDATE alembic_version SET version_num = version_num")
        process = start(url, "category", "add", "A")
        waited_for(url, "%UPDATE alembic_version%")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        assert process.returncode == 130
    deadline = time.monotonic() + 5
    left = "SELECT count(*) FROM pg_stat_activity"
    left += " WHERE application_name = 'qbank' AND datname = current_database()"
    while ask(url, left) != (0,) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ask(url, left) == (0,)
    assert ask(url, "SELECT count(*) FROM categories") == (0,)


async def test_a_server_folds_a_text_as_qbank_does(place: Location) -> None:
    known = unicodedata.ucd_3_2_0
    characters = [chr(point) for point in range(1, 0x2FA20) if known.category(chr(point)) not in ("Cn", "Cs")]
    each = "json_array_elements_text(CAST(:all AS JSON)) WITH ORDINALITY AS told(it, place)"
    told = f"SELECT it, place FROM {each}"
    listed = text(told).columns(column("it", Text()), column("place")).bindparams(all=json.dumps(characters))
    rows = listed.subquery()
    async with transaction(place, Access.READ) as session:
        found = await session.execute(
            select(rows.c.it, folded(rows.c.it + literal(""))).order_by(rows.c.place)
        )
        different = {one: (other, fold(one)) for one, other in found if other != fold(one)}
    # Cherokee is folded to its capitals by Unicode, and to its small letters by whoever lowers them; a Greek
    # sign that stands for nothing alone is a letter there.
    assert {unicodedata.name(one).partition(" LETTER")[0] for one in different} <= {
        "CHEROKEE",
        "GREEK YPOGEGRAMMENI",
    }


FORBIDDEN = {
    "a savepoint, which some engines have not": r"\bSAVEPOINT\b",
    "a number the server counts up": r"\b(SERIAL|BIGSERIAL|AS IDENTITY|NEXTVAL|CREATE SEQUENCE)\b",
    "a trigger or a procedure": r"\b(CREATE (OR REPLACE )?(TRIGGER|FUNCTION|PROCEDURE)|CALL)\b",
    "a lock of a row or a table": r"\bFOR (NO KEY )?(UPDATE|SHARE|KEY SHARE)\b|\bLOCK TABLE\b",
    "a lock that is no row": r"pg_(try_)?advisory",
    "messages between connections": r"\b(LISTEN|NOTIFY)\b",
    "a foreign key that is checked later": r"\b(DEFERRABLE|SET CONSTRAINTS)\b",
    "an extension": r"\bCREATE EXTENSION\b|\bunaccent\(",
}
"""What PostgreSQL has and engines that speak its protocol lack or do otherwise, and how it is known."""

_MIGRATION = re.compile(r"SELECT pg_try_advisory_xact_lock\(\S+\)$")
"""The one exception: migrations of PostgreSQL itself keep others out by it."""


def broken(statement: str) -> list[str]:
    """List the rules that a statement breaks; what stands in quotes is data."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", statement)
    if _MIGRATION.match(bare):
        return []
    return [rule for rule, found in FORBIDDEN.items() if re.search(found, bare, re.IGNORECASE)]


@pytest.mark.parametrize(
    "statement",
    [
        "SAVEPOINT a",
        "CREATE TABLE t (id SERIAL)",
        "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()",
        "SELECT 1 FROM t FOR UPDATE",
        "SELECT pg_advisory_lock(1)",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES b DEFERRABLE",
    ],
)
def test_a_forbidden_construct_is_seen(statement: str) -> None:
    assert broken(statement)
    assert not broken("INSERT INTO t VALUES ('SAVEPOINT FOR UPDATE')")


STEPS = (
    "question import {many}",
    "question import {examples}",
    "question set --all --difficulty hard --add-tag x --yes",
    "question replace --find Why --with How --all --yes",
    "question list krebs tag:x difficulty:hard --sort stem",
    "question list author:x* OR title:a* --sort -field.week",
    "question export --all -o {folder}/all.ndjson",
    "question update {folder}/all.ndjson --key id --yes",
    "category add A/B",
    "category merge A/B A --yes",
    "tag list",
    "stats --by difficulty,created",
    "question delete difficulty:hard --limit 10 --yes",
    "undo",
    "log",
    "trash empty --yes",
    "db check --repair",
    "log prune --keep 1 --yes",
    "db downgrade 0001 --yes",
    "db upgrade",
)


def test_nothing_is_sent_that_another_engine_does_not_have(
    server: Server, empty: str, run: Any, many: Path, tmp_path: Path
) -> None:
    folder, examples = tmp_path, ROOT / "examples" / "questions.ndjson"
    said = {}
    for step in STEPS:
        words = step.format(many=many, examples=examples, folder=folder).split()
        code, _, err = run(empty, *words)
        said[step] = (code, err)
        assert code in (0, 1, 3, 4, 5), (step, err)
    sent = server.statements(empty.partition("?")[0].rpartition("/")[2])
    assert len(sent) > 300 and any(statement.startswith("COPY questions") for statement in sent)
    assert {statement: rules for statement in sent if (rules := broken(statement))} == {}


def test_a_url_is_shown_without_its_password(run: Any) -> None:
    code, out, _ = run("postgresql://u:secret@h/x", "db", "path")
    assert (code, out) == (0, "postgresql://u:***@h/x\n")
    assert str(located("postgresql://u:secret@h/x")) == "postgresql://u:***@h/x"
