"""A file of any format is what was asked for, or there is none; what is lost or changed is told."""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import pytest

from qbank.domain import jsontext
from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer
from qbank.domain.question import QuestionDocument
from qbank.domain.records import CategoryDocument
from qbank.domain.validation import checked
from qbank.errors import Kind, QbankError
from qbank.formats import other_formats, registry
from qbank.formats.base import (
    Carries,
    Found,
    Item,
    Loss,
    Pictures,
    Place,
    ReadOptions,
    Source,
    WriteOptions,
)
from qbank.formats.format import Format
from qbank.formats.losses import NOT_WRITTEN, losses
from qbank.services.document_spool import DocumentSpool
from qbank.services.file_writing import Target, Told, Written, is_verified, lost_words, write_out
from qbank.services.reading_back import Problem

Change = Callable[[list[QuestionDocument]], Iterable[QuestionDocument]]
CARRIES = Carries(frozenset({QuestionType.SHORT_ANSWER}), frozenset({"tags", "order"}))


class Lines:
    """A format for tests: lines of JSON with nothing but a type, a stem, answers and tags."""

    CARRIES = CARRIES

    def __init__(self, change: Change = list) -> None:
        self.change = change

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        for line in source.stream:
            told = jsontext.decode(line)
            yield Found(QuestionDocument(type=QuestionType.SHORT_ANSWER, **told), Place())

    def write(
        self,
        questions: Iterable[QuestionDocument],
        stream: BinaryIO,
        pictures: Pictures,
        options: WriteOptions,
    ) -> Iterator[Loss]:
        written = []
        for number, document in enumerate(questions, start=1):
            lost = list(losses(document, CARRIES, number, options.format))
            yield from lost
            if not any(loss.code == NOT_WRITTEN for loss in lost):
                written.append(document)
        for document in self.change(written):
            told = {"stem": document.stem, "options": document.options, "tags": document.tags}
            stream.write(jsontext.encode(told) + b"\n")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], None]:
    """Have the format `lines`, whose writer does what it is told to the questions first."""

    def use(change: Change) -> None:
        described = Format("lines", "lines", reads=True, writes=True, module="lines", package="test")
        monkeypatch.setattr(other_formats, "found", lambda: ({"lines": described}, {}))
        monkeypatch.setattr(registry, "import_module", lambda name: Lines(change))

    return use


def short(stem: str, **rest: Any) -> QuestionDocument:
    options = [AcceptedAnswer(text="yes")]
    return checked(QuestionDocument(type=QuestionType.SHORT_ANSWER, stem=stem, options=options, **rest))


def essay(stem: str) -> QuestionDocument:
    return checked(QuestionDocument(type=QuestionType.ESSAY, stem=stem))


def out(*documents: QuestionDocument, **asked: Any) -> tuple[Written, list[Loss], list[Problem], bytes]:
    told: tuple[list[Loss], list[Problem]] = [], []
    stream = io.BytesIO()
    with DocumentSpool() as spool:
        for document in documents:
            spool.add(document)
        target = Target("lines", **asked)
        written = write_out(spool, stream, target, Told(told[0].append, told[1].append))
    return written, *told, stream.getvalue()


def refused(*documents: QuestionDocument, **asked: Any) -> tuple[QbankError, list[Problem]]:
    problems: list[Problem] = []
    with DocumentSpool() as spool, pytest.raises(QbankError) as caught:
        for document in documents:
            spool.add(document)
        target = Target("lines", **asked)
        write_out(spool, io.BytesIO(), target, Told(problem=problems.append))
    return caught.value, problems


def test_what_is_lost_is_told_and_counted_and_the_rest_is_verified(lines: Callable[[Change], None]) -> None:
    lines(list)
    written, lost, problems, data = out(short("a", tags=["t"]), short("b", title="T", points=2.0), essay("c"))
    assert (written.given, written.questions, written.left_out, written.lossy) == (3, 2, 1, 2)
    assert [(loss.number, loss.code) for loss in lost] == [(2, "title"), (2, "points"), (3, NOT_WRITTEN)]
    assert lost_words(written) == "not written 1, points 1, title 1"
    assert (problems, written.verified, data.count(b"\n")) == ([], True, 2)


def dropped(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    return found[1:]


def doubled(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    return [found[0], *found]


def restemmed(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    return [short("other", tags=found[0].tags), *found[1:]]


def untagged(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    return [*found[:-1], short(found[-1].stem)]


def keyless(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    return [*found[:-1], QuestionDocument(type=QuestionType.SHORT_ANSWER, stem=found[-1].stem)]


def answered_otherwise(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
    other = short(found[0].stem, tags=found[0].tags)
    other.options[0].text = "no"
    return [other, *found[1:]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (dropped, "it did not come back"),
        (doubled, "a question came back that was not written"),
        (restemmed, "stem was 'a' and came back as 'other'"),
        (untagged, "tags was ['t'] and came back as []"),
        (keyless, "options was 1 and came back as 0"),
        (answered_otherwise, "options[0].text was 'yes' and came back as 'no'"),
    ],
)
def test_a_writer_that_loses_something_without_saying_so_is_found_out(
    lines: Callable[[Change], None], change: Change, told: str
) -> None:
    lines(change)
    documents = [short("a"), short("b"), short("c", tags=["t"])]
    error, problems = refused(*documents)
    assert error.kind is Kind.BAD_DATA
    assert any(told in problem.message for problem in problems), problems
    assert out(*documents, verify=False)[0].verified is False


def test_questions_may_come_back_in_another_order_and_twins_are_matched_one_by_one(
    lines: Callable[[Change], None],
) -> None:
    lines(lambda found: list(reversed(found)))
    assert out(*[short(stem) for stem in "abcabc"])[2] == []
    lines(lambda found: sorted(found, key=lambda document: document.stem)[1:])
    _, problems = refused(*[short(stem) for stem in "abab"])
    assert len(problems) == 1


def test_of_questions_with_one_stem_each_is_found_again_in_whatever_order_they_come_back(
    lines: Callable[[Change], None],
) -> None:
    lines(lambda found: [found[2], found[0], found[1]])
    twins = [short("Which is right?", tags=[tag]) for tag in ("one", "two", "three")]
    written, _, problems, _ = out(*twins)
    assert (written.questions, problems) == (3, [])


def test_of_questions_with_one_stem_only_those_that_changed_are_told_of(
    lines: Callable[[Change], None],
) -> None:
    def change(found: list[QuestionDocument]) -> Iterable[QuestionDocument]:
        found[1].tags = []
        return [found[2], found[1], found[0]]

    lines(change)
    _, problems = refused(*(short("Which is right?", tags=[tag]) for tag in ("one", "two", "three")))
    assert [problem.number for problem in problems] == [2]


def test_strict_writes_nothing_where_a_question_would_lose_something(
    lines: Callable[[Change], None],
) -> None:
    lines(list)
    error, _ = refused(short("a", title="T"), strict=True)
    assert error.kind is Kind.NEGATIVE
    assert error.message == "1 loss in 1 of 1 question: title 1; nothing was written"
    assert out(short("a", tags=["t"]), strict=True)[0].questions == 1


def test_a_file_without_any_of_its_questions_is_refused(lines: Callable[[Change], None]) -> None:
    lines(list)
    assert refused(essay("a"))[0].message == "the question cannot be written as lines"
    assert out()[0].questions == 0


def test_what_is_said_of_categories_is_a_loss_of_the_file_and_of_no_question(
    lines: Callable[[Change], None],
) -> None:
    lines(list)
    lost: list[Loss] = []
    with DocumentSpool() as spool:
        spool.records.append(CategoryDocument(path="A", description="about", color="#fff"))
        spool.records.append(CategoryDocument(path="B"))
        spool.add(short("a"))
        written = write_out(spool, io.BytesIO(), Target("lines", strict=True), Told(lost.append))
    assert [(loss.code, loss.number, loss.message) for loss in lost] == [
        ("records", 0, "category A: without description")
    ]
    assert (written.lossy, written.questions) == (0, 1)


def test_files_of_many_questions_are_verified_only_when_that_is_asked_for() -> None:
    assert [is_verified(Target("ndjson"), count) for count in (9_999, 10_000)] == [True, False]
    assert is_verified(Target("ndjson", verify=True), 10_000)
    assert not is_verified(Target("html"), 1)
    with pytest.raises(QbankError) as caught:
        is_verified(Target("html", verify=True), 1)
    assert caught.value.kind is Kind.USAGE
