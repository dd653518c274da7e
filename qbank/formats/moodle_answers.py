"""How each type of Moodle XML question is answered: its elements as options of a question."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from lxml.etree import _Element

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Match, Pair, Step
from qbank.domain.question import QuestionDocument, Unit, WrittenResponse
from qbank.domain.text import Text, rich, text_of
from qbank.formats.moodle_numbers import factor_of, nearest_grade, read_number, share
from qbank.formats.moodle_parts import Parts, word_of
from qbank.formats.truth_words import truth
from qbank.formats.wildcards import is_wildcard, literal

OWN_WORDS = "moodle_auto_format"
"""The markup that Moodle says its own words true and false have, whatever the rest of the question has."""

_Q = QuestionType
_Keyed = Choice | AcceptedAnswer | AcceptedNumber
_ANSWER = frozenset({"feedback"})
_PAIR = frozenset({"answer"})
_NUMBER = frozenset({"feedback", "tolerance", "fraction"})


class Unmodelled(Exception):
    """A question the model cannot hold as its file has it: a stable code, and the reason in one line."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def multichoice(document: QuestionDocument, parts: Parts) -> dict[str, Any]:
    """Read a question with choices: one is asked for unless `<single>` says otherwise.

    Gives `as_read` where several are asked for and one alone may earn all points.
    """
    single = parts.flag("single")
    document.type = _Q.MULTIPLE_CHOICE if single is False else _Q.SINGLE_CHOICE
    texts = parts.texts
    options = []
    for at, answer in enumerate(parts.many("answer")):
        words, others = texts.split(answer, "answer", at, _ANSWER)
        options.append(
            Choice(
                text=texts.rich(words, answer),
                fraction=_share(answer, parts),
                feedback=texts.text(others.get("feedback"), "answer/feedback", at),
            )
        )
    if len(options) < 2:
        raise Unmodelled("too_few_choices", f"a choice question needs two choices, this has {len(options)}")
    document.options = options
    _require_key(document, options, parts)
    return {"as_read": True} if single is False and earns_too_much(options) else {}


def earns_too_much(choices: list[Choice]) -> bool:
    """Tell whether the right choices together earn more than all points: then the file means it otherwise."""
    return sum(choice.fraction for choice in choices if choice.fraction > 0) > _ENOUGH


_ENOUGH = 1.001


def _share(answer: _Element, parts: Parts) -> float:
    """Read what an answer earns: its attribute, or an element in old files."""
    word = answer.get("fraction")
    if word is None:
        word = answer.findtext("fraction") or "0"
    found = share(word)
    if found == 0 or found == 1:
        return found
    if found is None:
        parts.texts.said["bad_fraction"] = f"{word[:40]!r} is no share of the points: the answer earns none"
        return 0.0
    if nearest_grade(found) != found:
        parts.texts.said.setdefault(
            "fraction", f"Moodle knows no grade of {word.strip()[:20]} %: kept as it is"
        )
    return found


def _require_key(document: QuestionDocument, options: Sequence[_Keyed], parts: Parts) -> None:
    if not any(option.fraction > 0 for option in options):
        document.status = Status.DRAFT
        parts.texts.said["no_key"] = "no answer earns points: it is a draft"


def true_false(document: QuestionDocument, parts: Parts) -> dict[str, Any]:
    """Read a true-false question; answers whose words say neither are true and false in their order.

    Gives `words` where they are not Moodle's own.
    """
    document.type = _Q.TRUE_FALSE
    answers = parts.many("answer")
    if len(answers) > 2:
        raise Unmodelled(
            "too_many_answers", f"a true-false question has two answers, this has {len(answers)}"
        )
    options = [_truth(answer, at, parts) for at, answer in enumerate(answers)]
    if are_alike(options):
        raise Unmodelled("same_answers", "both answers of a true-false question are the same")
    if len(options) == 1:
        other = truth(text_of(options[0].text)) is False
        options.append(
            Choice(text="True" if other else "False", fraction=0.0 if options[0].fraction > 0 else 1.0)
        )
    if not options:
        raise Unmodelled("too_few_choices", "it has no answers")
    document.options = options
    _require_key(document, options, parts)
    return {} if are_own_words(options) else {"words": True}


def are_alike(choices: list[Choice]) -> bool:
    """Tell whether two choices both say true, or both false."""
    said = [truth(text_of(choice.text)) for choice in choices]
    return len(said) == 2 and said[0] is said[1] is not None


def are_own_words(choices: list[Choice]) -> bool:
    """Tell whether the choices have Moodle's own words for true and false."""
    return {text_of(choice.text) for choice in choices} == {"True", "False"}


def truth_words(words: str, at: int) -> tuple[str, bool]:
    """Give what the answer at a place shows, and whether Moodle takes it for the contrary of what it says."""
    if words.lower() in ("true", "false"):
        return words.capitalize(), False
    return words or ("True", "False")[at], truth(words) is (False, True)[at]


def _truth(answer: _Element, at: int, parts: Parts) -> Choice:
    words, others = parts.texts.split(answer, "answer", at, _ANSWER)
    text, is_odd = truth_words(words, at)
    if is_odd:
        parts.texts.said["true_false_order"] = (
            f"its answers are called {words[:40]!r} and the like: read by their words, "
            "Moodle takes the first for true and the second for false"
        )
    feedback = parts.texts.text(others.get("feedback"), "answer/feedback", at)
    shown = text if answer.get("format") == OWN_WORDS else parts.texts.rich(text, answer)
    return Choice(text=shown, fraction=_share(answer, parts), feedback=feedback)


def short_answer(document: QuestionDocument, parts: Parts) -> None:
    """Read a question whose answer is typed; `*` in an answer stands for anything."""
    document.type = _Q.SHORT_ANSWER
    exact = bool(parts.flag("usecase"))
    options = []
    for at, answer in enumerate(parts.many("answer")):
        words, others = parts.texts.split(answer, "answer", at, _ANSWER)
        feedback = parts.texts.text(others.get("feedback"), "answer/feedback", at)
        options.append(accepted(words, _share(answer, parts), feedback, exact))
    document.options = options
    _require_key(document, options, parts)


def accepted(words: str, fraction: float, feedback: Text | None, exact: bool) -> AcceptedAnswer:
    """Give an accepted answer of Moodle's words for it, in which `*` stands for anything."""
    wild = is_wildcard(words)
    return AcceptedAnswer(
        text=words if wild else literal(words),
        fraction=fraction,
        feedback=feedback,
        case_sensitive=exact,
        match=Match.WILDCARD if wild else Match.EXACT,
    )


def numerical(document: QuestionDocument, parts: Parts) -> None:
    """Read a question whose answer is a number, with the units it may be given in."""
    document.type = _Q.NUMERICAL
    document.options = [_number(answer, at, parts) for at, answer in enumerate(parts.many("answer"))]
    stated = [option for option in document.options if option.value is not None]
    _require_key(document, stated, parts)
    units = parts.one("units")
    if units is not None:
        document.details.units = [_unit(unit) for unit in units.iterchildren("unit")]


def _number(answer: _Element, at: int, parts: Parts) -> AcceptedNumber:
    words, others = parts.texts.split(answer, "answer", at, _NUMBER)
    words = words or (answer.text or "").strip()
    feedback = parts.texts.text(others.get("feedback"), "answer/feedback", at)
    fraction = _share(answer, parts)
    if words in ("*", ""):
        return AcceptedNumber(fraction=fraction, feedback=feedback)
    off = others.get("tolerance")
    return AcceptedNumber(value=_read(words), tolerance=_tolerance(off), fraction=fraction, feedback=feedback)


def _read(words: str) -> Decimal:
    number = read_number(words)
    if number is None:
        raise Unmodelled("bad_number", f"{words[:40]!r} is no number, or one that can be read in two ways")
    return number


def _tolerance(element: _Element | None) -> Decimal | None:
    words = "" if element is None else word_of(element)
    if not words:
        return None
    number = _read(words)
    if number < 0:
        raise Unmodelled("bad_number", f"the tolerance {words[:40]} is below zero")
    return number


def _unit(element: _Element) -> Unit:
    name = element.find("unit_name")
    multiplier = element.find("multiplier")
    how_many = _read(word_of(multiplier)) if multiplier is not None and word_of(multiplier) else Decimal(1)
    if how_many <= 0:
        raise Unmodelled("bad_number", "a unit's multiplier is not above zero")
    return Unit(name="" if name is None else word_of(name), factor=factor_of(how_many))


def matching(document: QuestionDocument, parts: Parts) -> None:
    """Read pairs to be matched; one without a left side is a distractor."""
    document.type = _Q.MATCHING
    texts = parts.texts
    options = []
    for at, element in enumerate(parts.many("subquestion")):
        asked, others = texts.split(element, "subquestion", at, _PAIR)
        answer = others.get("answer")
        words = "" if answer is None else texts.words(answer, "subquestion/answer", at)
        if asked or words:
            left = texts.rich(asked, element)
            options.append(Pair(left=left, right=rich(words, TextFormat.PLAIN, texts.format)))
    if not any(text_of(option.left) for option in options):
        raise Unmodelled("no_pairs", "a matching question needs a pair")
    document.options = options


def ordering(document: QuestionDocument, parts: Parts) -> None:
    """Read steps to be put in order; they stand in their right order."""
    document.type = _Q.ORDERING
    texts = parts.texts
    options = []
    for at, answer in enumerate(parts.many("answer")):
        words, others = texts.split(answer, "answer", at, _ANSWER)
        feedback = texts.text(others.get("feedback"), "answer/feedback", at)
        options.append(Step(text=texts.rich(words, answer), feedback=feedback))
    if len(options) < 2:
        raise Unmodelled("too_few_choices", f"an ordering question needs two steps, this has {len(options)}")
    document.options = options
    layout = parts.value("layouttype")
    document.details.layout = layout.lower() if layout else None
    document.details.numbering = parts.value("numberingstyle") or None


def essay(document: QuestionDocument, parts: Parts) -> None:
    """Read a question that is answered at length; one that is answered with files alone is an upload."""
    response_format = parts.value("responseformat") or None
    document.type = _Q.UPLOAD if response_format == "noinline" else _Q.ESSAY
    lines, attachments = parts.number("responsefieldlines"), parts.number("attachments")
    types = parts.value("filetypeslist") or ""
    response = WrittenResponse(
        lines=None if lines is None else int(lines),
        response_format=None if document.type is _Q.UPLOAD else response_format,
        template=parts.texts.text(parts.one("responsetemplate"), "responsetemplate"),
        grader_info=parts.texts.text(parts.one("graderinfo"), "graderinfo"),
        attachments=None if attachments is None else int(attachments),
        file_types=[one for one in types.replace(",", " ").replace(";", " ").split() if one],
    )
    if response != WrittenResponse():
        document.details.response = response


def description(document: QuestionDocument, parts: Parts) -> None:
    """Read a text that asks nothing."""
    document.type = _Q.DESCRIPTION


Builder = Callable[[QuestionDocument, Parts], dict[str, Any] | None]
"""Reads the answers of a type; gives what of them the model does not hold."""
