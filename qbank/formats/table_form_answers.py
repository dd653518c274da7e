"""The answers of a row of qbank's own table."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Match, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, rich, text_of
from qbank.formats import text_form_numbers
from qbank.formats.answer_keys import KeyProblem, positions
from qbank.formats.base import AnswerStyle
from qbank.formats.letters import letter, option_called
from qbank.formats.table_cells import RowProblem
from qbank.formats.table_form import OWN, written
from qbank.formats.table_form_cells import Cells, even
from qbank.formats.truth_words import truth

Q = QuestionType
_CHOSEN = (Q.SINGLE_CHOICE, Q.MULTIPLE_CHOICE, Q.TRUE_FALSE)
_TYPED = (Q.SHORT_ANSWER, Q.NUMERICAL)
_USELESS = {
    Q.MATCHING: ("answer",),
    Q.ORDERING: ("answer", "match"),
    Q.ESSAY: ("match", "option"),
    Q.UPLOAD: ("match", "option"),
    Q.DESCRIPTION: ("answer", "match", "option"),
}
"""The columns that questions of a type have no use for; those of any other type have none for matches."""
_MARKUP = re.compile(rf"\[({'|'.join(TextFormat)})\] ?")


class FormRow:
    """The cells of one row by their columns."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    def __getitem__(self, name: str) -> str:
        """Give the cell of a column of which there is one, '' where it is empty."""
        return self._cells.get((name, 0), "")

    def each(self, name: str) -> dict[int, str]:
        """Give the cells of the columns of a kind that hold anything, by their places."""
        return {place: cell for (kind, place), cell in sorted(self._cells.items()) if kind == name}

    def own_fields(self) -> dict[str, Any]:
        """Give the cells of the columns of own fields."""
        return {name[len(OWN) :]: cell for (name, _), cell in self._cells.items() if name.startswith(OWN)}


def give_options(document: QuestionDocument, row: FormRow) -> None:
    """Give a question its options, with shares, feedback and the rest. Raises RowProblem."""
    _refuse_misplaced(document, row)
    if document.type in _CHOSEN:
        _give_choices(document, row)
    elif document.type in _TYPED:
        _give_typed(document, row)
    elif document.type is Q.MATCHING:
        lefts, rights = row.each("option"), row.each("match")
        document.options = [
            Pair(left=text(lefts.get(place, ""), document), right=text(rights.get(place, ""), document))
            for place in sorted(lefts | rights)
        ]
    elif document.type is Q.ORDERING:
        document.options = [Step(text=text(cell, document)) for cell in row.each("option").values()]
    _give_feedback(document, row)
    _give_shares(document, row)
    _give_flags(document, row)


def _refuse_misplaced(document: QuestionDocument, row: FormRow) -> None:
    """Refuse cells in columns that questions of the row's type have no use for."""
    for kind in _USELESS.get(document.type, ("match",)):
        for place in row.each(kind):
            reason = f"a question of type {document.type.value} has no use for it"
            raise RowProblem("type", reason, written(kind, place))


def _there(document: QuestionDocument, row: FormRow) -> list[int]:
    """Give the places of the columns that the options of a question stand in, in their order."""
    cells = row.each("option")
    return sorted(cells | row.each("match")) if document.type is Q.MATCHING else list(cells)


def _give_choices(document: QuestionDocument, row: FormRow) -> None:
    cells = row.each("option")
    said = truth(row["answer"]) if document.type is Q.TRUE_FALSE else None
    if document.type is Q.TRUE_FALSE and not cells:
        if said is None and row["answer"]:
            raise RowProblem("key", f"the answer {row['answer']!r} is neither true nor false", "answer")
        document.options = [Choice(id=word.lower(), text=word) for word in ("True", "False")]
        if said is not None:
            document.options[0 if said else 1].fraction = 1.0
        return
    places = list(cells)
    document.options = [Choice(text=text(cell, document)) for cell in cells.values()]
    for number in _keyed(row["answer"], places, document):
        document.options[number].fraction = 1.0
    for option, share in zip(document.options, even(document.options), strict=True):
        option.fraction = share


def _keyed(cell: str, places: Sequence[int], document: QuestionDocument) -> list[int]:
    """Tell which options a key names, by letters or by their texts."""
    try:
        return [places.index(place) for place in _places(cell, "answer", places)]
    except RowProblem:
        texts = [text_of(option.text) for option in document.options]
        try:
            return positions(cell, texts, AnswerStyle.TEXT)
        except KeyProblem:
            pass
        raise


def split(cell: str) -> list[str]:
    """Take a list of letters apart."""
    return [part for part in re.split(r"[,;\s]+", cell) if part]


def _places(cell: str, column: str, there: Sequence[int]) -> list[int]:
    """Read letters as the places of options. Raises RowProblem for one that no option has."""
    found = []
    for part in split(cell):
        place = option_called(part)
        if place is None or place not in there:
            letters = ", ".join(map(letter, there)) or "no letter, for there are no options"
            raise RowProblem("key", f"{part!r} is no option of the row, which has {letters}", column)
        found.append(place)
    return found


def _give_typed(document: QuestionDocument, row: FormRow) -> None:
    cells = list(row.each("option").values()) or [row["answer"]]
    if document.type is Q.SHORT_ANSWER:
        document.options = [AcceptedAnswer(text=cell) for cell in cells if cell]
    else:
        document.options = [_number(cell) for cell in cells if cell]


def _number(cell: str) -> AcceptedNumber:
    told = text_form_numbers.read(cell if "." in cell else cell.replace(",", "."))
    if told is None:
        raise RowProblem("key", f"{cell!r} is no number, as 9.81 or 9.81 +- 0.01 or 9.7 .. 9.9 is", "answer")
    return AcceptedNumber(**told)


def _give_feedback(document: QuestionDocument, row: FormRow) -> None:
    places = _there(document, row)
    for place, cell in row.each("feedback").items():
        if place not in places:
            raise RowProblem(
                "feedback", "there is feedback to an option that is not there", written("feedback", place)
            )
        document.options[places.index(place)].feedback = text(cell, document)


def _give_shares(document: QuestionDocument, row: FormRow) -> None:
    if not row["credit"]:
        return
    parts = [part.strip().rstrip("% ") for part in row["credit"].split(";")]
    if len(parts) != len(document.options):
        reason = f"it holds {len(parts)} percentages, for {len(document.options)} options"
        raise RowProblem("credit", reason, "credit")
    shares = [_share(part) for part in parts]
    earning = [share is not None and share > 0 for share in shares]
    keyed = [option.fraction > 0 for option in document.options] if document.type in _CHOSEN else []
    if keyed and any(keyed) and keyed != earning:
        raise RowProblem("credit", "it gives points to other options than the answer names", "credit")
    for option, share in zip(document.options, shares, strict=True):
        if share is not None:
            option.fraction = share


def _share(part: str) -> float | None:
    if not part:
        return None
    try:
        share = float(Decimal(part) / 100)
    except InvalidOperation as error:
        raise RowProblem("credit", f"{part!r} is no percentage", "credit") from error
    if not -1 <= share <= 1:
        raise RowProblem("credit", f"{part}% is not between -100 and 100", "credit")
    return share


def _give_flags(document: QuestionDocument, row: FormRow) -> None:
    for name, attribute, value in (
        ("fixed", "fixed", True),
        ("case_sensitive", "case_sensitive", True),
        ("wildcards", "match", Match.WILDCARD),
        ("patterns", "match", Match.REGEX),
    ):
        for option in _options_named(document, row, name):
            if hasattr(option, attribute):
                setattr(option, attribute, value)


def _options_named(document: QuestionDocument, row: FormRow, name: str) -> Sequence[Any]:
    cell, places = row[name], _there(document, row)
    # F, N, T and Y are options before they are words of truth.
    said = None if cell.isalpha() and len(cell) == 1 and option_called(cell) in places else truth(cell)
    if not cell or said is False:
        return []
    if said:
        return document.options
    return [document.options[places.index(place)] for place in _places(cell, name, places)]


def text(cell: str, document: QuestionDocument) -> Text:
    """Give a cell as a text, in the markup that stands in brackets before it."""
    found = _MARKUP.match(cell)
    if found is None:
        return cell
    return rich(cell[found.end() :], TextFormat(found[1]), document.format)
