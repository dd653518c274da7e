"""Media are told by what the texts of questions refer to, not by what an import once noted."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.errors import Kind, QbankError
from qbank.models import Category, Media, Question, QuestionMedia
from qbank.models.base import now
from qbank.services import media
from qbank.services.selection import Selection

NewQuestion = Callable[..., Awaitable[Question]]
PNG = b"\x89PNG\r\n\x1a\n"
GONE = "cd" * 32


async def home(session: AsyncSession) -> str:
    row = Category(name="Biology")
    session.add(row)
    await session.flush()
    return row.id


async def kept(
    session: AsyncSession, content: bytes, mime: str = "image/png", hash: str | None = None
) -> str:
    name = hash or sha256(content).hexdigest()
    session.add(Media(sha256=name, mime=mime, bytes=content))
    await session.flush()
    return name


def refers(hash: str) -> str:
    return f"![x](qbank://media/{hash})"


async def test_files_are_listed_with_the_questions_that_refer_to_them(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    place = await home(session)
    one, two = await kept(session, PNG), await kept(session, b"%PDF-", "application/pdf")
    asking = await new_question(place, stem=refers(one))
    await new_question(place, stem="?", explanation=refers(one) * 2)
    await new_question(place, stem="?", details={"image": f"qbank://media/{one}"})
    await new_question(place, stem=refers(two), deleted_at=now())
    session.add(QuestionMedia(question_id=asking.id, sha256=one, name="cell.png"))
    found = {each.sha256: each for each in await media.listing(session)}
    assert (found[one].used_by, found[one].size, found[one].name) == (3, len(PNG), "cell.png")
    assert (found[two].used_by, found[two].mime, found[two].name) == (0, "application/pdf", None)


async def test_a_file_is_named_by_the_beginning_of_its_hash(session: AsyncSession) -> None:
    one, other = "abcd" + "0" * 60, "abce" + "0" * 60
    for hash in (one, other):
        await kept(session, b"", hash=hash)
    assert await media.named(session, "ABCD") == (one,)
    assert await media.named(session, f"qbank://media/{other}") == (other,)
    assert await media.named(session, "abc") is None
    assert await media.named(session, "tag:cell") is None
    assert await media.named(session, "ffff") is None
    await kept(session, b"", hash="abcd" + "1" * 60)
    with pytest.raises(QbankError) as caught:
        await media.named(session, "abcd")
    assert caught.value.kind is Kind.AMBIGUOUS


async def test_the_files_of_questions_are_those_kept_and_the_others_are_counted(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    place = await home(session)
    one = await kept(session, PNG)
    await kept(session, b"unused")
    await new_question(place, stem=refers(one) + refers(GONE))
    assert await media.selected(session, Selection()) == ((one,), 1)
    assert len(await media.everything(session)) == 2


async def test_a_check_finds_what_is_missing_broken_mistyped_and_unused(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    place = await home(session)
    good, lying = await kept(session, PNG), await kept(session, PNG + b"!", "image/jpeg")
    broken = await kept(session, PNG + b"?", hash="ef" * 32)
    unused = await kept(session, PNG + b"unused")
    asking = await new_question(place, stem=refers(good) + refers(lying) + refers(broken) + refers(GONE))
    trashed = await kept(session, PNG + b"trashed")
    await new_question(place, stem=refers(trashed) + refers("12" * 32), deleted_at=now())
    done = await media.examine(session)
    assert {(each.kind, each.sha256, each.question) for each in done.faults} == {
        ("missing", GONE, asking.id),
        ("mistyped", lying, None),
        ("broken", broken, None),
        ("unused", unused, None),
    }
    assert (done.files, done.questions) == (5, 2)
    assert "image/png" in next(each.message for each in done.faults if each.kind == "mistyped")


async def test_a_file_is_fetched_with_the_name_a_question_has_for_it(
    session: AsyncSession, new_question: NewQuestion
) -> None:
    one = await kept(session, PNG)
    asking = await new_question(await home(session), stem=refers(one))
    assert await media.fetch(session, one) == (None, "image/png", PNG)
    session.add(QuestionMedia(question_id=asking.id, sha256=one, name="cell.png"))
    await session.flush()
    assert await media.fetch(session, one) == ("cell.png", "image/png", PNG)
