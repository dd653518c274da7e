from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow, Document, Import, ImportItem, Question
from qbank.models.base import new_id
from qbank.services import categories, documents, journal
from qbank.services.journal import Authorship

NewQuestion = Callable[..., Awaitable[Question]]


async def count(session: AsyncSession, table: type[Any]) -> int:
    return int((await session.execute(select(func.count()).select_from(table))).scalar_one())


async def imported(session: AsyncSession, by: Authorship, document_id: str, question_id: str) -> Import:
    entry = await journal.begin(session, by, "import")
    row = Import(
        id=new_id(),
        document_id=document_id,
        change_id=entry.id,
        file_name="cells.csv",
        format="csv",
        sha256="0" * 64,
    )
    session.add(row)
    await session.flush()
    item = ImportItem(
        question_id=question_id,
        document_id=document_id,
        external_key="Q1",
        import_hash=b"\x00\xff",
        import_id=row.id,
    )
    session.add(item)
    await session.flush()
    return row


async def test_a_document_is_found_by_title_without_case_and_by_the_beginning_of_its_id(
    session: AsyncSession, by: Authorship
) -> None:
    made = await documents.add(session, by, " Campbell  Biologié ", {"author": "Urry"})
    assert (made.title, made.author) == ("Campbell Biologié", "Urry")
    for name in ("campbell biologie", made.id[:4], made.id.upper()):
        assert await documents.find(session, name) == made


async def test_a_title_that_looks_like_an_id_is_the_title_first(
    session: AsyncSession, by: Authorship
) -> None:
    other = await documents.add(session, by, "Book", {})
    titled = await documents.add(session, by, other.id[:5], {})
    assert (await documents.find(session, other.id[:5])).id == titled.id
    assert (await documents.find(session, other.id)).id == other.id


async def test_a_name_of_several_documents_is_ambiguous_and_names_them(session: AsyncSession) -> None:
    session.add_all([Document(id=f"abcd{n}{new_id()[5:]}", title="Exam") for n in range(2)])
    await session.flush()
    for name in ("exam", "abcd"):
        with pytest.raises(QbankError) as failure:
            await documents.find(session, name)
        assert failure.value.kind is Kind.AMBIGUOUS
        assert "abcd0" in (failure.value.hint or "")
        assert "abcd1" in (failure.value.hint or "")


async def test_a_missing_document_names_those_that_come_near(session: AsyncSession, by: Authorship) -> None:
    await documents.add(session, by, "Campbell", {})
    with pytest.raises(QbankError) as failure:
        await documents.find(session, "Cambell")
    assert failure.value.kind is Kind.NOT_FOUND
    assert "'Campbell'" in (failure.value.hint or "")


async def test_a_title_is_taken_once_case_aside(session: AsyncSession, by: Authorship) -> None:
    await documents.add(session, by, "Campbell", {})
    await documents.add(session, by, "Other", {})
    with pytest.raises(QbankError) as failure:
        await documents.add(session, by, "CAMPBELL", {})
    assert failure.value.kind is Kind.CONFLICT
    with pytest.raises(QbankError):
        await documents.edit(session, by, "Other", {"title": "campbell"})
    assert (await documents.edit(session, by, "Campbell", {"title": "CAMPBELL"})).title == "CAMPBELL"


async def test_documents_stand_by_title_a_page_at_a_time(session: AsyncSession, by: Authorship) -> None:
    for title in ("b", "C", "ä"):
        await documents.add(session, by, title, {})
    page = await documents.listing(session, limit=2)
    assert ([each.title for each in page.documents], page.total) == (["ä", "b"], 3)
    assert [each.title for each in (await documents.listing(session, 2, 2)).documents] == ["C"]


async def test_short_ids_tell_documents_apart(session: AsyncSession) -> None:
    session.add_all([Document(id=f"abcdef0{n}{new_id()[8:]}", title=str(n)) for n in range(2)])
    await session.flush()
    page = await documents.listing(session)
    assert [each.short_id for each in page.documents] == ["abcdef00", "abcdef01"]


async def test_editing_sets_and_clears_and_remembers_only_what_changed(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["Biology"])
    made = await documents.add(session, by, "Book", {"author": "Urry", "category": "biology"})
    assert made.category == "Biology"
    done = await documents.edit(session, by, "book", {"author": None, "category": None, "title": "Book"})
    assert done.changed == ("author", "category_id")
    last = select(ChangeRow.before).join(ChangeRow.change).where(Change.number == 3)
    before = (await session.execute(last)).scalar_one()
    assert before is not None
    assert before.keys() == {"$", "author", "category_id", "updated_at"}
    assert (await documents.edit(session, by, "book", {"author": None})).changed == ()


async def test_show_tells_the_imports_with_their_change(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"])).ids
    made = await documents.add(session, by, "Book", {})
    question = await new_question(category_id, document_id=made.id)
    await imported(session, by, made.id, question.id)
    shown = await documents.show(session, "Book")
    assert (shown.document.questions, shown.document.imports) == (1, 1)
    assert [(each.file_name, each.format, each.change) for each in shown.imports] == [("cells.csv", "csv", 3)]


async def test_deleting_keeps_the_questions_and_remembers_all_that_undo_needs(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"])).ids
    made = await documents.add(session, by, "Book", {})
    question = await new_question(category_id, document_id=made.id)
    await imported(session, by, made.id, question.id)
    planned = await documents.doomed(session, "book")
    assert await documents.delete(session, by, planned) == planned
    await session.refresh(question)
    assert (question.document_id, question.version) == (None, 2)
    assert [await count(session, table) for table in (Document, Import, ImportItem)] == [0, 0, 0]
    rows = select(ChangeRow.table_name, ChangeRow.before).join(ChangeRow.change).where(Change.number == 4)
    remembered: dict[str, Any] = dict((await session.execute(rows)).all())
    assert remembered.keys() == {"documents", "imports", "import_items", "questions"}
    assert remembered["questions"]["document_id"] == made.id
    assert remembered["import_items"]["import_hash"] == "00FF"
    assert remembered["documents"]["title"] == "Book"


async def test_nothing_is_deleted_where_the_document_is_not_as_expected(
    session: AsyncSession, by: Authorship, new_question: NewQuestion
) -> None:
    (category_id,) = (await categories.add(session, by, ["A"])).ids
    made = await documents.add(session, by, "Book", {})
    planned = await documents.doomed(session, "book")
    await new_question(category_id, document_id=made.id)
    assert (await documents.delete(session, by, planned)).questions == 1
    assert await count(session, Document) == 1
