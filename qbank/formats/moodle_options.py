"""The options of a question as elements of Moodle XML, type by type."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Match, Pair, Step
from qbank.domain.question import Unit, WrittenResponse
from qbank.domain.text import RichText, Text, format_of, text_of
from qbank.formats.moodle_elements import Sheet
from qbank.formats.moodle_numbers import exact_percent, multiplier_of, nearest_grade, number_words, stated
from qbank.formats.truth_words import truth
from qbank.formats.wildcards import pattern

_Q = QuestionType


def percent(sheet: Sheet, share: float) -> str:
    """Write a share as a percentage Moodle knows: its own digits if it is one, else the nearest."""
    grade = nearest_grade(share)
    if grade != share:
        words = f"{exact_percent(share)[:8]} % of the points is written as {exact_percent(grade)} %"
        sheet.lose("partial_credit", f"{words}, the nearest that Moodle knows")
    return exact_percent(grade)


def _answer(
    sheet: Sheet, at: int, share: str, text: Text | None, feedback: Text | None, more: str = ""
) -> None:
    said = ""
    if feedback is not None or sheet.rest(f"answer[{at}]/feedback"):
        said = sheet.text_element("feedback", feedback, f"answer[{at}]/feedback")
    told = f' fraction="{share}"'
    element = sheet.text_element("answer", text, f"answer[{at}]", said + more, told)
    sheet.lines.append(f"    {element}")


def choices(sheet: Sheet) -> None:
    """Write choices. Where several are asked for, the right ones share the points, as Moodle adds them up."""
    single = sheet.document.type is _Q.SINGLE_CHOICE
    sheet.flag("single", single)
    options: list[Choice] = sheet.document.options
    whole = 1.0 if single or sheet.kept.get("as_read") else points_of(options)
    for at, choice in enumerate(options):
        share = choice.fraction / whole if choice.fraction > 0 and whole > _ENOUGH else choice.fraction
        _answer(sheet, at, percent(sheet, share), choice.text, choice.feedback)


_ENOUGH = 1.001


def points_of(options: Sequence[Choice]) -> float:
    """Add up what the right choices earn."""
    return sum(choice.fraction for choice in options if choice.fraction > 0)


def true_false(sheet: Sheet) -> None:
    """Write true and false; Moodle has its own words for them."""
    options: list[Choice] = sheet.document.options
    read = [truth(text_of(choice.text)) for choice in options]
    meant = read if None not in read and len(set(read)) == len(read) else [True, False]
    own = bool(sheet.kept.get("words"))
    for at, (choice, is_true) in enumerate(zip(options, meant, strict=True)):
        word = text_of(choice.text)
        if not own and word != str(is_true):
            sheet.lose("true_false_words", f"{word[:40]!r} is written as Moodle's own word for {is_true}")
        markup = format_of(choice.text, sheet.document.format)
        text = RichText(word if own else str(is_true).lower(), markup)
        if choice.fraction not in (0, 1):
            sheet.lose("partial_credit", "an answer of a true-false question earns all or nothing")
        _answer(sheet, at, "100" if choice.fraction > 0 else "0", text, choice.feedback)


def answers(sheet: Sheet) -> None:
    """Write accepted answers; case counts for all of them or for none."""
    options: list[AcceptedAnswer] = sheet.document.options
    exact = any(answer.case_sensitive for answer in options)
    if exact and not all(answer.case_sensitive for answer in options):
        sheet.lose("case_sensitivity", "case counts for all of its answers, as it does for one")
    sheet.word("usecase", int(exact))
    for at, answer in enumerate(options):
        if answer.match is Match.REGEX:
            sheet.lose("wildcards", f"the pattern {answer.text[:40]!r} is written as a text")
        text = answer.text if answer.match is Match.WILDCARD else pattern(answer.text)
        words = RichText(text, TextFormat.PLAIN)
        _answer(sheet, at, percent(sheet, answer.fraction), words, answer.feedback)


def numbers(sheet: Sheet) -> None:
    """Write accepted numbers with absolute tolerances, and units."""
    options: list[AcceptedNumber] = sheet.document.options
    for at, number in enumerate(options):
        one = stated(number)
        if one.converted:
            sheet.lose("tolerance", one.converted)
        words = RichText("*" if one.value is None else number_words(one.value), TextFormat.PLAIN)
        off = "" if one.tolerance is None else f"<tolerance>{number_words(one.tolerance)}</tolerance>"
        _answer(sheet, at, percent(sheet, number.fraction), words, number.feedback, off)
    if units := sheet.document.details.units:
        written = "".join(_unit(sheet, unit) for unit in units)
        sheet.lines.append(f"    <units>{written}</units>")


def _unit(sheet: Sheet, unit: Unit) -> str:
    name = sheet.escaped(unit.name)
    return f"<unit><multiplier>{multiplier_of(unit.factor)}</multiplier><unit_name>{name}</unit_name></unit>"


def pairs(sheet: Sheet) -> None:
    """Write pairs; what is chosen from is plain text in Moodle."""
    options: list[Pair] = sheet.document.options
    for at, pair in enumerate(options):
        if format_of(pair.right, sheet.document.format) is not TextFormat.PLAIN:
            sheet.lose("rich_text", "what is chosen in a matching question is written as plain text")
        if pair.fraction is not None:
            sheet.lose("partial_credit", "all pairs of a matching question earn the same")
        if pair.feedback is not None:
            sheet.lose("feedback", "without feedback to its pairs")
        rest = sheet.rest(f"subquestion[{at}]/answer")
        answer = f"<answer><text>{sheet.plain(pair.right)}</text>{rest}</answer>"
        sheet.lines.append(
            f"    {sheet.text_element('subquestion', pair.left, f'subquestion[{at}]', answer)}"
        )


def steps(sheet: Sheet) -> None:
    """Write steps in their right order."""
    details = sheet.document.details
    sheet.word("layouttype", details.layout.upper() if details.layout else None)
    sheet.word("numberingstyle", details.numbering)
    options: list[Step] = sheet.document.options
    for at, step in enumerate(options):
        _answer(sheet, at, str(at + 1), step.text, step.feedback)


def response(sheet: Sheet) -> None:
    """Write what an essay asks for; an upload is one without a text to type."""
    document = sheet.document
    asked = document.details.response or WrittenResponse()
    is_upload = document.type is _Q.UPLOAD
    if is_upload and asked.response_format not in (None, "noinline"):
        sheet.lose("response", f"the response format {asked.response_format!r}: an upload has none")
    sheet.word("responseformat", "noinline" if is_upload else asked.response_format)
    sheet.word("responsefieldlines", asked.lines)
    sheet.word("attachments", asked.attachments)
    sheet.word("filetypeslist", ",".join(asked.file_types) or None)
    sheet.text("graderinfo", asked.grader_info)
    sheet.text("responsetemplate", asked.template)
    if asked.sample_answer is not None:
        sheet.lose("response", "without the sample answer")


def nothing(sheet: Sheet) -> None:
    """Write nothing: a description has no answers."""


WRITERS: dict[QuestionType, tuple[str, Callable[[Sheet], None]]] = {
    _Q.SINGLE_CHOICE: ("multichoice", choices),
    _Q.MULTIPLE_CHOICE: ("multichoice", choices),
    _Q.TRUE_FALSE: ("truefalse", true_false),
    _Q.SHORT_ANSWER: ("shortanswer", answers),
    _Q.NUMERICAL: ("numerical", numbers),
    _Q.MATCHING: ("matching", pairs),
    _Q.ORDERING: ("ordering", steps),
    _Q.ESSAY: ("essay", response),
    _Q.UPLOAD: ("essay", response),
    _Q.DESCRIPTION: ("description", nothing),
}
"""A type -> Moodle's word for it, and what writes its options."""


def decimal_words(number: float | Decimal) -> str:
    """Write a number of a question's settings: `1`, `0.3333333`."""
    words = str(number)
    return words[:-2] if words.endswith(".0") else words
