"""What `has:` asks of a question, as SQL."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Text, and_, exists, not_, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from qbank.db.dialects import either
from qbank.models import Note, Question, QuestionMedia, QuestionText
from qbank.query.tree import Feature

Where = ColumnElement[bool]
_RICH: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...] = (
    Question.stem,
    Question.explanation,
)
_PICTURES = ("<img", "![", "\\includegraphics", "qbank://media/")
_MATH = ("\\(", "\\[", "$$", "<math", "\\begin{")


def _holds(marks: tuple[str, ...]) -> Where:
    columns = [*_RICH, type_coerce(Question.options, Text())]
    return or_(*(column.contains(mark, autoescape=True) for column in columns for mark in marks))


def _image() -> Where:
    kept = exists().where(QuestionMedia.question_id == Question.id)
    drawn = and_(Question.stem_format != "plain", _holds(_PICTURES))
    return or_(kept, drawn, type_coerce(Question.details, Text()).contains('"image":'))


def _math() -> Where:
    # One dollar on each side is math in Markdown; two prices in a sentence are not worth a parser here.
    return or_(_holds(_MATH), and_(Question.stem_format == "markdown", Question.stem.like("%$%$%")))


def _explanation() -> Where:
    return and_(Question.explanation.is_not(None), Question.explanation != "")


def _feedback() -> Where:
    # In JSON text a quoted key cannot be mistaken for content, whose quotes are escaped.
    columns = (type_coerce(Question.options, Text()), type_coerce(Question.details, Text()))
    return or_(*(column.contains('"feedback":') for column in columns))


def _hint() -> Where:
    return type_coerce(Question.details, Text()).contains('"hints":[{')


def keyless() -> Where:
    """Give the condition that a question has no key, whether or not its type has one."""
    # SQLite makes a list, and those that lack one are few. A server's list may outgrow its memory, and is
    # walked for every question then: it looks each up.
    lacking = select(QuestionText.question_id).where(QuestionText.answers == "")
    keyed = exists().where(QuestionText.question_id == Question.id, QuestionText.answers != "")
    return either(Question.id.in_(lacking), not_(keyed))


def _key() -> Where:
    return not_(keyless())


def _note() -> Where:
    return Question.id.in_(select(Note.question_id))


FEATURES: dict[Feature, Callable[[], Where]] = {
    Feature.IMAGE: _image,
    Feature.EXPLANATION: _explanation,
    Feature.FEEDBACK: _feedback,
    Feature.HINT: _hint,
    Feature.MATH: _math,
    Feature.KEY: _key,
    Feature.NOTE: _note,
}
