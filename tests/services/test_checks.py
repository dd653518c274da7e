import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.engine import Access, transaction
from qbank.db.location import Location
from qbank.domain.kinds import QuestionType
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.models import Category, Media, Question
from qbank.models.base import now
from qbank.services import checks, derived
from qbank.services.checks import Check, circular
from qbank.services.rows import stored

Run = Callable[..., None]
SHA_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def document(number: int) -> QuestionDocument:
    choices = [Choice(id="1", text="right", fraction=1.0), Choice(id="2", text="wrong")]
    return QuestionDocument(
        type=QuestionType.SINGLE_CHOICE, stem=f"Question {number}?", options=choices, tags=["Cell", "exam"]
    )


async def add(session: AsyncSession, id: str, document: QuestionDocument) -> None:
    values = stored(document) | {"id": id, "category_id": "c2", "identity_hash": b"i"}
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection = await session.connection()
    await connection.exec_driver_sql(
        f"INSERT INTO questions ({names}) VALUES ({marks})", tuple(values.values())
    )


@pytest.fixture
async def path(template: Path, tmp_path: Path) -> Path:
    """A bank of three questions, the last of them in the trash, and a file."""
    path = tmp_path / "bank.db"
    shutil.copy(template, path)
    async with transaction(Location(path=path), Access.WRITE) as session:
        await session.execute(insert(Category).values(id="c1", name="Biology"))
        await session.execute(insert(Category).values(id="c2", name="Cells", parent_id="c1"))
        await session.execute(insert(Media).values(sha256=SHA_OF_NOTHING, mime="image/png", bytes=b""))
        for number in (1, 2, 3):
            await add(session, f"q{number}", document(number))
        await session.execute(update(Question).where(Question.id == "q3").values(deleted_at=now()))
        await derived.rebuild(session)
    return path


@pytest.fixture
def run(path: Path) -> Run:
    """Do to the bank what no command does."""

    def done(*statements: str) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return done


async def checked(path: Path) -> dict[str, Check]:
    async with transaction(Location(path=path), Access.READ) as session:
        found = await checks.run(session)
    async with transaction(Location(path=path), Access.KEEP) as session:
        return {check.name: check for check in [*found, await checks.search(session)]}


async def problems(path: Path) -> list[tuple[str, str, str]]:
    found = await checked(path)
    return [(each.check, each.table, each.id) for check in found.values() for each in check.listed]


async def test_a_whole_bank_has_no_problems_and_each_check_looked_at_something(path: Path) -> None:
    found = await checked(path)
    assert {name: check.problems for name, check in found.items() if check.problems} == {}
    counts = {name: check.examined for name, check in found.items()}
    assert counts.pop("file") > 10
    assert counts.pop("schema") > 20
    assert counts.pop("references") > 15
    assert counts == {
        "categories": 2,
        "journal": 0,
        "audit": 0,
        "media": 1,
        "bodies": 3,
        "questions": 3,
        "tags": 2,
        "texts": 2,
        "search": 2,
    }


async def test_a_check_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    await checked(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stem", "'Questiom 1?'"),
        ("title", "''"),
        ("options", "json_set(options, '$[1].fraction', 1.0)"),
        ("explanation", "'Because.'"),
        ("extensions", """'{"a":1}'"""),
    ],
)
async def test_a_body_that_is_not_what_was_stored_is_found(
    path: Path, run: Run, column: str, value: str
) -> None:
    run(f"UPDATE questions SET {column} = {value} WHERE id = 'q3'")
    assert await problems(path) == [("bodies", "questions", "q3")]


@pytest.mark.parametrize(
    ("column", "value"), [("tags", "'[nonsense'"), ("status", "'lost'"), ("options", "'[{}]'")]
)
async def test_a_question_that_cannot_be_read_is_found_and_ends_nothing(
    path: Path, run: Run, column: str, value: str
) -> None:
    run(f"UPDATE questions SET {column} = {value} WHERE id = 'q1'", "DELETE FROM question_tags")
    found = await problems(path)
    assert ("questions", "questions", "q1") in found
    assert ("tags", "question_tags", "q2") in found


BROKEN_DERIVED = {
    "a tag is missing": ("DELETE FROM question_tags WHERE question_id = 'q1' AND tag = 'cell'", "tags", "q1"),
    "all tags are missing": ("DELETE FROM question_tags WHERE question_id = 'q1'", "tags", "q1"),
    "a tag is too many": ("INSERT INTO question_tags VALUES ('q2', 'more')", "tags", "q2"),
    "the trash is searched": ("INSERT INTO question_tags VALUES ('q3', 'cell')", "tags", "q3"),
    "a text is wrong": ("UPDATE question_texts SET stem = 'Why?' WHERE question_id = 'q2'", "texts", "q2"),
    "a text is missing": ("DELETE FROM question_texts WHERE question_id = 'q2'", "texts", "q2"),
}


@pytest.mark.parametrize("broken", BROKEN_DERIVED)
async def test_a_derived_row_that_is_not_what_it_should_be_is_found_and_mended(
    path: Path, run: Run, broken: str
) -> None:
    statement, check, question = BROKEN_DERIVED[broken]
    run(statement)
    found = await problems(path)
    assert [(name, id) for name, _, id in found if name != "search"] == [(check, question)]
    async with transaction(Location(path=path), Access.WRITE) as session:
        assert await checks.repair(session) == 2
    assert await problems(path) == []


BROKEN_INDEX = {
    "empty": "INSERT INTO question_search(question_search) VALUES('delete-all')",
    "a row too few": "DELETE FROM question_search_docsize WHERE id = (SELECT max(rowid) FROM question_texts)",
    "a row too many": "INSERT INTO question_search(rowid, stem) VALUES (99, 'ghost')",
    "other words": "UPDATE question_texts SET stem = 'Quest 2?' WHERE question_id = 'q2'",
}


@pytest.mark.parametrize("broken", BROKEN_INDEX)
async def test_an_index_that_is_not_of_the_texts_is_found_and_mended(
    path: Path, run: Run, broken: str
) -> None:
    run(BROKEN_INDEX[broken])
    assert (await checked(path))["search"].problems
    async with transaction(Location(path=path), Access.WRITE) as session:
        await checks.repair(session)
    assert await problems(path) == []


async def test_a_repair_leaves_the_sources_of_truth_alone(path: Path, run: Run) -> None:
    run("DELETE FROM question_tags", "UPDATE questions SET stem = 'Altered' WHERE id = 'q1'")
    async with transaction(Location(path=path), Access.WRITE) as session:
        await checks.repair(session)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT stem FROM questions WHERE id = 'q1'").fetchone() == ("Altered",)
    assert await problems(path) == [("bodies", "questions", "q1")]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE questions SET category_id = 'none' WHERE id = 'q1'", ("references", "questions", "q1")),
        ("UPDATE questions SET stimulus_id = 'none' WHERE id = 'q2'", ("references", "questions", "q2")),
        (
            "INSERT INTO question_media (question_id, sha256) VALUES ('q1', 'ab')",
            ("references", "question_media", "q1/ab"),
        ),
        ("UPDATE categories SET parent_id = 'c1' WHERE id = 'c1'", ("categories", "categories", "c1")),
        ("UPDATE media SET bytes = x'00'", ("media", "media", SHA_OF_NOTHING)),
        ("DROP INDEX ix_questions_page", ("schema", "questions", "")),
    ],
)
async def test_what_does_not_agree_is_found_with_its_id(
    path: Path, run: Run, statement: str, problem: tuple[str, str, str]
) -> None:
    run(statement)
    assert problem in await problems(path)


@pytest.mark.parametrize(
    ("name", "before"),
    [("persons", "NULL"), ("questions", "'{}'"), ("questions", "'[oops'"), ("questions", """'{"$":99}'""")],
)
async def test_a_remembered_row_that_no_undo_could_use_is_found(
    path: Path, run: Run, name: str, before: str
) -> None:
    run(
        "INSERT INTO changes (id, number, command, message, actor) VALUES ('ch', 1, 'c', 'm', 'a')",
        "INSERT INTO change_rows (change_id, table_name, row_id, before) "
        f"VALUES ('ch', '{name}', 'q1', {before})",
    )
    assert await problems(path) == [("journal", "change_rows", f"ch/{name}/q1")]


async def test_a_missing_table_is_a_problem_and_no_crash(path: Path, run: Run) -> None:
    run("DROP TABLE media")
    found = await checked(path)
    assert found["schema"].listed[0].table == "media"
    assert "cannot be read" in found["media"].listed[0].message
    assert found["bodies"].examined == 3


async def test_damaged_pages_are_problems_and_no_crash(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'questions'").fetchone()
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = bytes(4096)
    path.write_bytes(content)
    found = await checked(path)
    assert found["file"].problems
    assert found["questions"].listed[0].message == "cannot be read: database disk image is malformed"


async def test_every_problem_is_counted_and_no_more_than_a_screenful_of_them_kept(
    path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "LISTED", 1)
    run("DELETE FROM question_tags")
    found = (await checked(path))["tags"]
    assert (found.problems, len(found.listed)) == (2, 1)


async def test_batches_are_put_together_right(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qbank.services.derived_check.BATCH", 1)
    assert await problems(path) == []
    run("INSERT INTO question_tags VALUES ('q3', 'cell')", "INSERT INTO question_tags VALUES ('zz', 'cell')")
    assert ("tags", "question_tags", "q3") in await problems(path)
    assert ("tags", "question_tags", "zz") in await problems(path)


def test_nodes_that_no_root_is_above_are_circular() -> None:
    tree = {"a": None, "b": "a", "x": "z", "y": "x", "z": "y", "below": "x", "lost": "gone"}
    assert sorted(circular(tree)) == ["below", "x", "y", "z"]
