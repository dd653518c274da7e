"""Questions come in their order with the passages and pictures that a page of them needs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.models import Category, Media, Question
from qbank.query.parser import parse
from qbank.services import printing
from qbank.services.selection import Selection

NewQuestion = Callable[..., Awaitable[Question]]
SHA = "ab" * 32


async def category(session: AsyncSession) -> str:
    row = Category(name="Biology")
    session.add(row)
    await session.flush()
    return row.id


async def test_questions_come_in_the_order_asked_for_over_all_batches(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    home = await category(session)
    ids = [(await new_question(home, sequence=number)).id for number in range(printing.BATCH + 5)]
    backwards = list(reversed(ids))
    batches = [batch async for batch in printing.batches(session, backwards)]
    assert [len(batch.questions) for batch in batches] == [printing.BATCH, 5]
    assert [each.id for batch in batches for each in batch.questions] == backwards
    assert await printing.selected(session, Selection()) == tuple(ids)


async def test_a_question_brings_its_passage_and_the_pictures_of_both(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    home = await category(session)
    session.add(Media(sha256=SHA, mime="image/png", bytes=b"png"))
    stem = f"![a](qbank://media/{SHA})"
    passage = await new_question(home, question_type="description", stem=stem)
    asking = await new_question(home, stimulus_id=passage.id, stem=f"![b](qbank://media/{'cd' * 32})")
    (batch,) = [batch async for batch in printing.batches(session, [asking.id])]
    assert batch.passages[passage.id].stem == stem
    assert {sha: (picture.mime, picture.data) for sha, picture in batch.pictures.items()} == {
        SHA: ("image/png", b"png")
    }


async def test_a_question_that_has_gone_meanwhile_is_left_out(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    row = await new_question(await category(session))
    ids = await printing.selected(session, Selection())
    await session.execute(delete(Question).where(Question.id == row.id))
    assert [batch.questions async for batch in printing.batches(session, ids)] == [()]


async def test_words_name_questions_only_where_each_is_an_id(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    home = await category(session)
    one, two = await new_question(home), await new_question(home, external_id="bio-1")
    assert await printing.named(session, ["ext:bio-1", one.id[:8], one.id]) == (two.id, one.id)
    assert await printing.named(session, [one.id, "ext:none"]) is None


async def test_a_query_selects_what_it_finds(session: AsyncSession, new_question: NewQuestion) -> None:
    home = await category(session)
    hard = await new_question(home, difficulty="hard")
    await new_question(home)
    query = parse(["difficulty:hard"], now=datetime.now(UTC))
    assert await printing.selected(session, Selection(query)) == (hard.id,)
