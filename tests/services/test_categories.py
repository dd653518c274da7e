from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db import text_matching
from qbank.errors import Kind, QbankError
from qbank.models import Category, Change, ChangeRow, Question, QuestionTag, QuestionText
from qbank.services import categories, journal, preferences
from qbank.services.category_counts import count_by_difficulty
from qbank.services.category_tree import CategoryTree, Node, load_tree
from qbank.services.journal import Authorship

pytestmark = pytest.mark.both_engines

NewQuestion = Callable[..., Awaitable[Question]]


async def paths(session: AsyncSession) -> list[str]:
    return [view.path for view in await categories.listing(session)]


async def before_of(session: AsyncSession, row_id: str) -> list[dict[str, object] | None]:
    found = select(ChangeRow.before).join(ChangeRow.change).where(ChangeRow.row_id == row_id)
    return list((await session.execute(found.order_by(Change.number))).scalars())


async def test_adding_makes_what_is_missing_on_the_way_in_one_change(
    session: AsyncSession, by: Authorship
) -> None:
    added = await categories.add(session, by, ["Biology/Cells/Organelles"])
    assert added.made == ("Biology", "Biology/Cells", "Biology/Cells/Organelles")
    assert await paths(session) == list(added.made)
    tree = await load_tree(session)
    assert tree.path(added.ids[0]) == "Biology/Cells/Organelles"
    assert (await session.execute(select(func.count()).select_from(Change))).scalar_one() == 1
    assert len((await session.execute(select(ChangeRow.row_id))).all()) == 3


async def test_ids_come_in_the_order_of_the_paths_even_where_one_lies_on_the_way_of_another(
    session: AsyncSession, by: Authorship
) -> None:
    added = await categories.add(session, by, ["A/B", "A", "A"])
    tree = await load_tree(session)
    assert [tree.path(each) for each in added.ids] == ["A/B", "A", "A"]
    assert added.made == ("A", "A/B")


async def test_description_and_colour_are_those_of_the_category_asked_for(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/B"], description=" what\nfor ", color="ff00aa")
    above, below = await categories.listing(session)
    assert (above.description, above.color) == (None, "#3B82F6")
    assert (below.description, below.color) == ("what\nfor", "#FF00AA")


@pytest.mark.parametrize("again", ["Biologie/Zellkörper", "biologie/ZELLKORPER", "  Biologie / Zellkörper "])
async def test_a_category_that_is_there_is_a_conflict_whatever_its_spelling(
    session: AsyncSession, by: Authorship, again: str
) -> None:
    await categories.add(session, by, ["Biologie/Zellkörper"])
    with pytest.raises(QbankError, match="'Biologie/Zellkörper' already") as failure:
        await categories.add(session, by, [again])
    assert failure.value.kind is Kind.CONFLICT


@pytest.mark.parametrize("path", ["", " / ", "a\x1bb", "a/\udc80", "x" * 256, "//a"])
async def test_a_path_that_cannot_be_one_is_a_usage_error(
    session: AsyncSession, by: Authorship, path: str
) -> None:
    with pytest.raises(QbankError) as failure:
        await categories.add(session, by, [path])
    assert failure.value.kind is Kind.USAGE
    assert failure.value.hint


async def test_names_are_trimmed_and_composed(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, [" Zellko\u0308rper  und  mehr /and//or"])
    assert await paths(session) == ["Zellkörper und mehr", "Zellkörper und mehr/and//or"]


async def test_ensure_finds_before_it_makes(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["Biology"])
    tree = await load_tree(session)
    entry = await journal.begin(session, by, "test")
    node, made = await categories.ensure(session, entry, tree, "biology/Cells")
    assert (tree.path_of(node), [each.name for each in made]) == ("Biology/Cells", ["Cells"])
    assert await categories.ensure(session, entry, tree, "BIOLOGY/cells") == (node, [])


async def test_counts_are_of_live_questions_own_and_below(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    upper, lower = (await categories.add(session, by, ["A", "A/B"])).ids
    await new_question(upper, difficulty="hard")
    await new_question(lower, difficulty="hard")
    await new_question(lower)
    await new_question(lower, deleted_at=(await journal.begin(session, by, "test")).moment)
    listed = await categories.listing(session)
    assert [(view.path, view.questions, view.total) for view in listed] == [("A", 1, 3), ("A/B", 2, 2)]
    shown = await categories.show(session, "A")
    assert shown.difficulties == {"hard": 2, None: 1}


@pytest.mark.only_in_a_file("asks SQLite how it goes about it")
async def test_counting_reads_nothing_but_the_index(session: AsyncSession) -> None:
    connection = await session.connection()
    ran: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        ran.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    await count_by_difficulty(session)
    event.remove(connection.sync_connection, "before_cursor_execute", note)
    plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {ran[0]}")
    steps = [row["detail"] for row in plan.mappings()]
    assert steps == ["SCAN questions USING COVERING INDEX idx_category_difficulty"]


async def test_depth_counts_levels_from_the_one_asked_for(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A/B/C", "D"])
    assert [view.path for view in await categories.listing(session, depth=1)] == ["A", "D"]
    assert [view.path for view in await categories.listing(session, "a/b")] == ["A/B", "A/B/C"]
    assert [view.path for view in await categories.listing(session, "A", depth=2)] == ["A", "A/B"]


async def test_show_tells_defaults_with_their_origin_and_direct_subcategories(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/B/C"])
    await preferences.put(session, by, "A", {"language": "en"})
    shown = await categories.show(session, "A/B")
    assert [(each.key, each.value, each.path) for each in shown.defaults] == [("language", "en", "A")]
    assert [each.path for each in shown.subcategories] == ["A/B/C"]


async def test_editing_remembers_what_it_changes_and_nothing_else(
    session: AsyncSession, by: Authorship
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"], description="old")).ids
    done = await categories.edit(session, by, "a", {"name": "Bees", "description": None, "color": "#3b82f6"})
    assert (done.before, done.path, done.changed) == ("A", "Bees", ("name", "description"))
    _, before = await before_of(session, category_id)
    assert before is not None
    assert before.keys() == {"$", "name", "description", "updated_at"}
    assert (before["name"], before["description"]) == ("A", "old")


async def test_an_edit_that_changes_nothing_is_no_change(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A"])
    assert (await categories.edit(session, by, "A", {"name": "A"})).changed == ()
    assert (await session.execute(select(func.max(Change.number)))).scalar_one() == 1


async def test_a_name_may_change_its_case_but_not_become_a_siblings(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["Cells", "Genes"])
    assert (await categories.edit(session, by, "cells", {"name": "CELLS"})).path == "CELLS"
    with pytest.raises(QbankError) as failure:
        await categories.edit(session, by, "Genes", {"name": "cells"})
    assert failure.value.kind is Kind.CONFLICT


async def test_moving_takes_all_below_along(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A/B/C", "D"])
    assert (await categories.move(session, by, "A/B", "D")).path == "D/B"
    assert await paths(session) == ["A", "D", "D/B", "D/B/C"]
    assert (await categories.move(session, by, "D/B", "/")).path == "B"
    assert (await categories.move(session, by, "B", "/")).changed == ()


@pytest.mark.parametrize("to", ["A", "A/B", "A/B/C"])
async def test_a_category_is_not_moved_into_or_below_itself(
    session: AsyncSession, by: Authorship, to: str
) -> None:
    await categories.add(session, by, ["A/B/C"])
    with pytest.raises(QbankError, match="below itself") as failure:
        await categories.move(session, by, "A", to)
    assert failure.value.kind is Kind.CONFLICT


async def test_a_category_is_not_moved_where_its_name_is_taken(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A/X", "B/x"])
    with pytest.raises(QbankError, match="'B/x' already"):
        await categories.move(session, by, "A/X", "B")


async def test_deleting_takes_questions_and_their_derived_rows_along_and_remembers_them(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    upper, lower, other = (await categories.add(session, by, ["A", "A/B", "C"])).ids
    question = await new_question(lower, stem="mitochondria", tags=["cell"])
    kept = await new_question(other, tags=["cell"])
    planned = await categories.doomed(session, "A")
    assert (planned.categories, planned.questions) == (2, 1)
    assert await categories.delete(session, by, planned) == planned
    assert await paths(session) == ["C"]
    await session.refresh(question)
    assert question.deleted_at is not None
    assert (question.version, question.updated_at) == (2, question.deleted_at)
    assert (await session.execute(select(QuestionTag.question_id))).scalars().all() == [kept.id]
    assert (await session.execute(select(QuestionText.question_id))).scalars().all() == [kept.id]
    found = select(Question.id).where(
        text_matching.found_by(Question.id, text_matching.Phrase("mitochondria"))
    )
    assert (await session.execute(found)).all() == []
    (before,) = await before_of(session, question.id)
    assert before is not None
    assert before.keys() == {"$", "deleted_at", "updated_at", "version"}
    assert (before["deleted_at"], before["version"]) == (None, 1)
    for category_id in (upper, lower):
        _, remembered = await before_of(session, category_id)
        assert remembered is not None
        assert remembered["deleted_at"] is None


async def test_what_was_in_the_trash_already_is_left_as_it_is(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"])).ids
    moment = (await journal.begin(session, by, "earlier")).moment
    question = await new_question(category_id, deleted_at=moment)
    await categories.delete(session, by, await categories.doomed(session, "A"))
    await session.refresh(question)
    assert (question.deleted_at, question.version) == (moment, 1)


async def test_nothing_is_deleted_where_more_is_there_than_was_expected(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"])).ids
    planned = await categories.doomed(session, "A")
    await new_question(category_id)
    found = await categories.delete(session, by, planned)
    assert (found.questions, planned.questions) == (1, 0)
    assert await paths(session) == ["A"]


async def test_a_deleted_categorys_name_is_free_again(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A/B"])
    await categories.delete(session, by, await categories.doomed(session, "A"))
    await categories.add(session, by, ["A/B"])
    assert await paths(session) == ["A", "A/B"]
    assert (await session.execute(select(func.count()).select_from(Category))).scalar_one() == 4


async def test_a_deep_tree_is_no_trouble(session: AsyncSession, by: Authorship) -> None:
    deep = "/".join(f"n{level}" for level in range(1200))
    tree = CategoryTree([Node(f"n{n}", f"n{n - 1}" if n else None, f"n{n}", "") for n in range(1200)])
    found = tree.find(deep)
    assert found is not None
    assert len(list(tree.below("n0"))) == 1200


def test_a_path_with_several_spellings_is_ambiguous_unless_spelt_as_written() -> None:
    tree = CategoryTree([Node("1", None, "Cells", ""), Node("2", None, "cells", ""), Node("3", "2", "X", "")])
    assert tree.require("cells").id == "2"
    assert tree.require("CELLS/x").id == "3"
    with pytest.raises(QbankError, match="could be Cells or cells") as failure:
        tree.require("CELLS")
    assert failure.value.kind is Kind.AMBIGUOUS


def test_a_missing_path_names_those_it_may_have_meant() -> None:
    tree = CategoryTree([Node("1", None, "Biology", ""), Node("2", "1", "Cells", "")])
    for typed, meant in (("Biolgy", "Biology"), ("cells", "Biology/Cells")):
        with pytest.raises(QbankError) as failure:
            tree.require(typed)
        assert failure.value.kind is Kind.NOT_FOUND
        assert meant in (failure.value.hint or "")


def test_children_stand_by_name_also_after_one_was_added() -> None:
    tree = CategoryTree([Node("1", None, "b", ""), Node("2", None, "Ä", "")])
    tree.add(Node("3", None, "B", ""))
    tree.add(Node("4", "1", "below", ""))
    assert [node.name for node in tree.children(None)] == ["Ä", "B", "b"]
    assert tree.path("4") == "b/below"


async def test_categories_come_in_the_order_of_the_numbers_in_their_names(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["Leseverstehen10", "Leseverstehen2", "leseverstehen1"])
    names = [node.name for node in (await load_tree(session)).children(None)]
    assert names == ["leseverstehen1", "Leseverstehen2", "Leseverstehen10"]


async def test_a_name_that_a_shell_cut_at_its_blank_is_told_whole_and_in_quotes(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["General Knowledge", "Generals"])
    with pytest.raises(QbankError) as caught:
        (await load_tree(session)).require("General")
    assert caught.value.hint == "did you mean Generals, 'General Knowledge'?"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("A b/C", "see them with `qbank category list`; a new one: `qbank category add 'A b/C'`"),
        ("Histori", "did you mean History? a new one: `qbank category add Histori`"),
    ],
)
async def test_a_category_to_be_filled_that_is_not_there_is_told_how_to_be_made(
    session: AsyncSession, by: Authorship, path: str, hint: str
) -> None:
    await categories.add(session, by, ["History"])
    with pytest.raises(QbankError) as caught:
        (await load_tree(session)).require(path, to_fill=True)
    assert caught.value.hint == hint
