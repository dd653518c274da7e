"""The query tree as SQL: every condition of the language, one function each."""

from collections.abc import Callable
from typing import Any, TypeGuard

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)

from qbank.db import text_matching
from qbank.db.dialects import among, folded, within
from qbank.db.json_dialects import json_word
from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow, Document, Import, ImportItem, Question, QuestionTag, QuestionText
from qbank.query.tree import (
    And,
    Between,
    During,
    Everything,
    ExactTag,
    Has,
    InCategory,
    Known,
    Matches,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Words,
)
from qbank.services.category_tree import CategoryTree
from qbank.services.features import FEATURES
from qbank.services.word_conditions import Parted, all_hold, one_holds, wanted_of

Where = ColumnElement[bool]

_COLUMNS: dict[str, Any] = {
    "id": Question.id,
    "ext": Question.external_id,
    "type": Question.question_type,
    "difficulty": Question.difficulty,
    "rating": Question.rating,
    "points": Question.points,
    "status": Question.status,
    "title": Question.title,
    "text": Question.stem,
    "explanation": Question.explanation,
    "author": Question.author,
    "licence": Question.licence,
    "language": Question.language,
    "document": Question.document_id,
    "change": Question.change_id,
    "category": Question.category_id,
    "created": Question.created_at,
    "updated": Question.updated_at,
    # What was never moved has the status it came with.
    "status-since": func.coalesce(Question.status_at, Question.created_at),
    "status-by": Question.status_by,
    "assignee": Question.assignee,
}


LONGEST_PATTERN = 10_000
"""SQLite compares no longer pattern than 50,000 bytes, and a letter may have four."""

DEEP = 8
"""So deep may conditions nest in one expression: the parser of SQLite has a stack of 100 signs."""

PARTS = 20
"""So many tags are looked up each by itself; more are looked up together."""

WHOLE = 36
"""The length of a whole id."""


def condition(node: Node, tree: CategoryTree, *, many: bool = False) -> Where:
    """Give the SQL condition of a query on `questions`, trash not considered.

    `many` says that words are to be asked of each question, because many hold them or something else is rare.
    Raises QbankError for a category that is not there.
    """
    return _Conditions(tree, text_matching.holding if many else text_matching.found_by).of(node)


class _Conditions:
    """The conditions of one query, whose categories are those of one tree."""

    def __init__(self, tree: CategoryTree, matching: Callable[..., Where]) -> None:
        self._tree = tree
        self._matching = matching
        self._depth = 0
        self._by_type: dict[type, Callable[[Any], Where]] = {
            Everything: lambda node: true(),
            And: lambda node: and_(*self._parts(all_hold(node.parts))),
            Or: lambda node: or_(*self._parts(one_holds(node.parts))),
            # SQL's NOT of unknown is unknown; a question without an author is not by x.
            Not: lambda node: not_(func.coalesce(self.of(node.part), false())),
            InCategory: self._in_category,
            Words: lambda node: self._matching(Question.id, wanted_of(node)),
            Matches: lambda node: text_matching.described(Question.id, node.pattern),
            OneOf: _one_of,
            ExactTag: _tagged,
            Named: _named,
            Between: _between,
            During: _during,
            Known: _known,
            Has: lambda node: FEATURES[node.feature](),
        }

    def of(self, node: Node) -> Where:
        """Give the condition of a node."""
        self._depth += 1
        made = self._by_type[type(node)](node)
        self._depth -= 1
        return _apart(made) if self._depth and not self._depth % DEEP else made

    def _parts(self, parted: Parted) -> list[Where]:
        wanted = [] if parted.wanted is None else [self._matching(Question.id, parted.wanted)]
        return wanted + [self.of(part) for part in parted.others]

    def _in_category(self, node: InCategory) -> Where:
        try:
            found = self._tree.require(node.path)
        except QbankError as error:
            raise QbankError(Kind.USAGE, error.message, hint=error.hint) from error
        if node.exact:
            return Question.category_id == found.id
        return among(Question.category_id, [below.id for below in self._tree.below(found.id)])


def _apart(made: Where) -> Where:
    """Say a condition in a clause of its own, before the statement: nothing of it is nested then."""
    found = select(Question.id).where(func.coalesce(made, false())).correlate(None).cte()
    return Question.id.in_(select(found.c.id))


def _one_of(node: OneOf) -> Where:
    if node.field == "tag":
        return _tagged(node)
    special = {"id": _ids, "import": _imports, "change": _changes}
    if node.field in special:
        return special[node.field](node.values)
    return among(_COLUMNS[node.field], node.values)


def _ids(values: tuple[str, ...]) -> Where:
    whole = [value for value in values if len(value) == WHOLE]
    beginnings = [_begun(value) for value in values if len(value) != WHOLE]
    return or_(among(Question.id, whole), within(Question.id, beginnings))


def _begun(beginning: str) -> tuple[str, str]:
    """Give the range of ids that begin so, which an index serves; 'g' follows every hex digit."""
    return beginning, beginning + "g"


def _tagged(node: OneOf | ExactTag) -> Where:
    return Question.id.in_(tagged(node))


def tells_tags(node: Node) -> TypeGuard[OneOf | ExactTag]:
    """Tell whether a term asks for tags."""
    return isinstance(node, ExactTag) or (isinstance(node, OneOf) and node.field == "tag")


def tagged(node: OneOf | ExactTag) -> Select[str] | CompoundSelect[str]:
    """Select the ids of the live questions that have the tags of a term; one that has several comes again.

    `a` finds `a/b` unless the whole tag is asked for. What is asked for and what lies below it are selected
    apart: that costs a fiftieth of an OR, for which SQLite keeps a list of what it has found, in a table
    without row numbers.
    """
    wanted = [fold(value) for value in node.values]
    rows = [among(QuestionTag.tag, wanted)]
    if isinstance(node, OneOf):
        # '0' follows '/': the range holds what begins with the tag and a slash.
        below = [(f"{tag}/", f"{tag}0") for tag in wanted]
        parts = [below] if len(below) > PARTS else [[each] for each in below]
        rows += [within(QuestionTag.tag, part) for part in parts]
    first, *others = [select(QuestionTag.question_id).where(each) for each in rows]
    return union_all(first, *others) if others else first


def _imports(values: tuple[str, ...]) -> Where:
    begun = within(Import.id, [_begun(value.lower()) for value in values])
    named = or_(among(Import.file_name, values), begun)
    items = select(ImportItem.question_id).where(ImportItem.import_id.in_(select(Import.id).where(named)))
    return Question.id.in_(items)


def _changes(values: tuple[str, ...]) -> Where:
    numbers = [int(value) for value in values if value.isdecimal() and len(value) < 10]
    begun = within(Change.id, [_begun(value.lower()) for value in values if len(value) >= 4])
    meant = select(Change.id).where(or_(Change.number.in_(numbers), begun))
    touched = select(ChangeRow.row_id).where(
        ChangeRow.change_id.in_(meant), ChangeRow.table_name == Question.__tablename__
    )
    return or_(Question.change_id.in_(meant), Question.id.in_(touched))


def _named(node: Named) -> Where:
    if node.field == "document":
        titled = select(Document.id).where(_like(Document.title, node.pattern))
        return Question.document_id.in_(titled)
    if node.field == "status-by":
        brought = Question.change_id.in_(select(Change.id).where(_like(Change.actor, node.pattern)))
        moved = _like(Question.status_by, node.pattern)
        return or_(moved, and_(Question.status_by.is_(None), brought))
    if node.field.startswith("field."):
        return _like(_own_field(node.field), node.pattern)
    return _like(_COLUMNS[node.field], node.pattern)


def _own_field(field: str) -> Any:
    name = field.removeprefix("field.")
    if '"' in name:
        raise QbankError(
            Kind.USAGE, f"an own field's name cannot hold a quote: {name}", hint="leave the quote out"
        )
    return json_word(Question.fields, name)


def _like(column: Any, pattern: str) -> Where:
    wanted = fold(pattern)
    if "*" not in wanted:
        return folded(column) == wanted
    if len(wanted) > LONGEST_PATTERN:
        raise QbankError(
            Kind.USAGE,
            f"a pattern of {len(wanted):,} characters is too long",
            hint=f"it may have {LONGEST_PATTERN:,}",
        )
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return folded(column).like(escaped.replace("*", "%"), escape="\\")


def _between(node: Between) -> Where:
    column = _COLUMNS[node.field]
    parts: list[Where] = []
    if node.low is not None:
        low = float(node.low)
        parts.append(column > low if node.low_open else column >= low)
    if node.high is not None:
        high = float(node.high)
        parts.append(column < high if node.high_open else column <= high)
    return and_(true(), *parts)


def _during(node: During) -> Where:
    column = _COLUMNS[node.field]
    parts: list[Where] = []
    if node.start is not None:
        parts.append(column >= node.start)
    if node.end is not None:
        parts.append(column < node.end)
    return and_(true(), *parts)


def _known(node: Known) -> Where:
    has = _has_value(node.field)
    return has if node.known else not_(func.coalesce(has, false()))


def _has_value(field: str) -> Where:
    if field.startswith("field."):
        return _own_field(field).is_not(None)  # type: ignore[no-any-return]  # a column's own method
    if field == "status-by":
        return or_(Question.status_by.is_not(None), Question.change_id.is_not(None))
    if field == "tag":
        return exists().where(QuestionTag.question_id == Question.id)
    if field == "import":
        return exists().where(ImportItem.question_id == Question.id)
    if field in ("choice", "answer"):
        words = QuestionText.answers if field == "answer" else QuestionText.answers + QuestionText.distractors
        return Question.id.in_(select(QuestionText.question_id).where(words != ""))
    column = _COLUMNS[field]
    if field in ("title", "text", "explanation"):
        return and_(column.is_not(None), column != "")
    return column.is_not(None)  # type: ignore[no-any-return]  # a column's own method
