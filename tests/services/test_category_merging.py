"""Merging categories: where everything goes, what gives way, and the way back."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.cli.exits import ExitCode
from qbank.errors import Kind, QbankError
from qbank.models import Category
from qbank.models.base import new_id
from qbank.services import categories, category_merging, preferences
from qbank.services.category_merging import Dropped, Merge
from qbank.services.category_tree import load_tree
from qbank.services.journal import Authorship

Run = Callable[..., tuple[int, str, str]]
NewCategory = Callable[[str, str], Awaitable[None]]


@pytest.fixture
def new_category(session: AsyncSession) -> NewCategory:
    """Put a category beside one that differs in case alone, as an older bank may have it."""

    async def make(parent: str, name: str) -> None:
        above = (await load_tree(session)).require(parent)
        session.add(Category(id=new_id(), parent_id=above.id, name=name))
        await session.flush()

    return make


async def _merged(session: AsyncSession, by: Authorship, *paths: str) -> Merge:
    seen = await category_merging.preview(session, paths[:-1], paths[-1])
    assert await category_merging.merge(session, by, paths[:-1], paths[-1], seen) == seen
    return seen


async def _paths(session: AsyncSession) -> list[str]:
    return [view.path for view in await categories.listing(session)]


async def test_subcategories_of_one_name_become_one_at_every_depth(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/x/deep/a", "A/y", "B/X/deep/b", "B/z"])
    done = await _merged(session, by, "A", "B")
    assert await _paths(session) == ["B", "B/X", "B/X/deep", "B/X/deep/a", "B/X/deep/b", "B/y", "B/z"]
    assert done.merged == (("A", "B"), ("A/x", "B/X"), ("A/x/deep", "B/X/deep"))
    assert done.moved == ("A/x/deep/a", "A/y")


async def test_what_two_sources_bring_under_one_name_becomes_one(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/x/a", "B/x/b", "C"])
    await _merged(session, by, "A", "B", "C")
    assert await _paths(session) == ["C", "C/x", "C/x/a", "C/x/b"]


async def test_a_category_merges_into_the_one_above_it_and_leaves_its_name_free(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/A/A/x", "A/b"])
    await _merged(session, by, "A/A", "A")
    assert await _paths(session) == ["A", "A/A", "A/A/x", "A/b"]


async def test_sources_may_lie_in_each_other(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A/B/c", "D"])
    done = await _merged(session, by, "A", "A/B", "A", "D")
    assert await _paths(session) == ["D", "D/c"]
    assert done.sources == ("A", "A/B")


async def test_the_defaults_of_the_heir_win_and_what_is_dropped_is_said(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A", "B", "C"])
    await preferences.put(session, by, "A", {"difficulty": "hard", "language": "en", "points": 2.0})
    await preferences.put(session, by, "B", {"language": "fr"})
    await preferences.put(session, by, "C", {"difficulty": "easy", "points": 2.0})
    done = await _merged(session, by, "A", "B", "C")
    assert done.kept == (("A", "language", "en"),)
    assert done.dropped == (
        Dropped("A", "difficulty", "hard", "easy"),
        Dropped("B", "language", "fr", "en"),
    )
    own = (await categories.show(session, "C")).category.preferences
    assert own == {"difficulty": "easy", "points": 2.0, "language": "en"}


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (("A", "A"), "'A' cannot go into itself"),
        (("A", "A/B"), "'A' cannot go into 'A/B', which lies in it"),
    ],
)
async def test_nothing_goes_into_itself(
    session: AsyncSession, by: Authorship, paths: tuple[str, str], said: str
) -> None:
    await categories.add(session, by, ["A/B"])
    with pytest.raises(QbankError) as caught:
        await category_merging.preview(session, paths[:1], paths[1])
    assert (caught.value.kind, caught.value.message) == (Kind.CONFLICT, said)


async def test_a_subcategory_that_could_become_one_with_two_is_refused(
    session: AsyncSession, by: Authorship, new_category: NewCategory
) -> None:
    await categories.add(session, by, ["A/CELLS", "B/Cells"])
    await new_category("B", "cells")
    with pytest.raises(QbankError, match="'A/CELLS' could become one with B/Cells or B/cells") as caught:
        await category_merging.preview(session, ["A"], "B")
    assert caught.value.kind is Kind.AMBIGUOUS


async def test_a_bank_that_moved_on_is_left_alone(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A", "B"])
    seen = await category_merging.preview(session, ["A"], "B")
    await categories.add(session, by, ["A/new"])
    found = await category_merging.merge(session, by, ["A"], "B", seen)
    assert found != seen
    assert await _paths(session) == ["A", "A/new", "B"]


def test_questions_move_and_those_in_the_trash_come_back_there(qbank: Run) -> None:
    for stem, category in (("One?", "A"), ("Two?", "A/x"), ("Gone?", "A"), ("There?", "B")):
        qbank("question", "add", stem, "-c", category)
    qbank("question", "delete", "gone", "--yes")
    qbank("document", "add", "Book", "--category", "A")
    code, out, said = qbank("category", "merge", "A", "B", "--yes")
    assert (code, out) == (ExitCode.OK, "")
    assert "would merge A into B, with 2 questions" in said
    assert "1 question in the trash would move too" in said
    assert qbank("question", "count", "category:=B")[1] == "2\n"
    assert qbank("question", "count", "category:=B/x")[1] == "1\n"
    trashed = json.loads(qbank("trash", "list", "--format", "json")[1])
    assert qbank("trash", "restore", *(row["id"] for row in trashed if row["kind"] == "question"))[0] == 0
    assert qbank("question", "count", "category:=B")[1] == "3\n"
    assert json.loads(qbank("document", "show", "Book", "--format", "json")[1])["category"] == "B"
    assert qbank("db", "check")[0] == ExitCode.OK


def test_a_merge_is_seen_first_and_needs_a_yes(qbank: Run, bank_path: Path) -> None:
    qbank("category", "add", "A/x", "B")
    before = bank_path.read_bytes()
    assert "dry run: nothing was changed" in qbank("category", "merge", "A", "B", "--dry-run")[2]
    assert qbank("category", "merge", "A", "B")[0] == ExitCode.USAGE
    assert qbank("category", "merge", "A")[0] == ExitCode.USAGE
    assert qbank("category", "merge", "A", "Nowhere", "--yes")[0] == ExitCode.NOT_FOUND
    assert bank_path.read_bytes() == before


def test_a_long_preview_is_cut(qbank: Run) -> None:
    qbank("category", "add", "B", *(f"A/sub{number}" for number in range(20)))
    said = qbank("category", "merge", "A", "B", "--dry-run")[2]
    assert "  … and 8 more" in said
    assert said.count("moves with all below it") == 12
