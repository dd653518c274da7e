"""Questions as QTI 1.2 items in Canvas's dialect, which Canvas and Moodle import."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from qbank.domain.cloze_gaps import PLACE
from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import (
    AcceptedAnswer,
    AcceptedNumber,
    Choice,
    Pair,
    Step,
    ToleranceKind,
)
from qbank.domain.question import QuestionDocument, WrittenResponse
from qbank.domain.text import RichText, Text, format_of, text_of
from qbank.formats.qti12_areas import picture, write_areas
from qbank.formats.qti12_markup import (
    attribute,
    itemfeedback,
    label,
    material,
    respcondition,
    response_lid,
    varequal,
)
from qbank.formats.qti12_material import PICTURE_LABEL
from qbank.formats.qti12_written import LEFT_OUT, NotWritable, Written, outcome, plain_answers
from qbank.formats.qti12_written_gaps import write_gaps

_Q = QuestionType
_RESPONSE = "response1"
_OTHER = "<other/>"


def item_parts(document: QuestionDocument) -> Written:
    """Write the parts of a question's item. Raises NotWritable."""
    written = Written(document)
    _WRITERS[document.type](written)
    _say_outcomes(written)
    return written


def _say_outcomes(written: Written) -> None:
    """Write what is said whatever was answered, and to right and wrong attempts."""
    document = written.document
    if document.explanation is not None and text_of(document.explanation).strip():
        written.conditions.insert(0, respcondition(_OTHER, shows=["general_fb"], goes_on=True))
        written.feedback.append(itemfeedback("general_fb", document.explanation, document.format))
    correct, incorrect = outcome(document, "correct"), outcome(document, "incorrect")
    written.conditions += written.keyed
    if correct is not None:
        written.feedback.append(itemfeedback("correct_fb", correct, document.format))
    if incorrect is not None:
        written.conditions.append(respcondition(_OTHER, shows=["general_incorrect_fb"], goes_on=True))
        written.feedback.append(itemfeedback("general_incorrect_fb", incorrect, document.format))
    if outcome(document, "partial") is not None:
        written.losses["outcome_feedback"] = "without feedback to answers that are partly right"
    if document.details.solution is not None:
        written.feedback.append(
            itemfeedback("solution", document.details.solution, document.format, "solution")
        )


def stem(document: QuestionDocument) -> str:
    """Write the stem: places of gaps as Canvas has them."""
    text = document.stem
    if document.type is _Q.CLOZE:
        text = PLACE.sub(r"[\1]", text)
    shown = "" if document.type is _Q.HOTSPOT else picture(document.details.image, PICTURE_LABEL)
    return material(text, document.format) + shown.rstrip()


def _choice(written: Written) -> None:
    document = written.document
    options: list[Choice] = document.options
    best = max((choice.fraction for choice in options), default=0.0)
    names = [f"answer_{position}" for position, _ in enumerate(options, start=1)]
    written.kind = "true_false_question" if document.type is _Q.TRUE_FALSE else "multiple_choice_question"
    written.responses.append(_labels(written, options, names, "Single"))
    for name, choice in zip(names, options, strict=True):
        written.tell(name, choice.feedback, varequal(_RESPONSE, name))
        if choice.fraction > 0 and choice.fraction == best:
            written.right(varequal(_RESPONSE, name))
        elif choice.fraction != 0:
            written.losses["partial_credit"] = "choices that earn or cost a share of the points earn nothing"
    if 0 < best < 1:
        written.losses["partial_credit"] = "the best choice earns all points"


def _labels(written: Written, options: Sequence[Choice], names: Sequence[str], cardinality: str) -> str:
    document = written.document
    some_fixed = any(choice.fixed for choice in options)
    labels = "".join(
        label(name, choice.text, document.format, ' rshuffle="No"' if choice.fixed else "")
        for name, choice in zip(names, options, strict=True)
    )
    shuffle = document.details.shuffle
    return response_lid(
        _RESPONSE, cardinality, labels, shuffle=True if some_fixed and shuffle is None else shuffle
    )


def _answers(written: Written) -> None:
    options: list[Choice] = written.document.options
    names = [f"answer_{position}" for position, _ in enumerate(options, start=1)]
    written.kind = "multiple_answers_question"
    written.responses.append(_labels(written, options, names, "Multiple"))
    tests = []
    for name, choice in zip(names, options, strict=True):
        test = varequal(_RESPONSE, name)
        written.tell(name, choice.feedback, test)
        tests.append(test if choice.fraction > 0 else f"<not>{test}</not>")
    if any(choice.fraction > 0 for choice in options):
        written.right(f"<and>{''.join(tests)}</and>")
    shares = {round(choice.fraction, 4) for choice in options if choice.fraction > 0}
    if len(shares) > 1 or any(choice.fraction < 0 for choice in options):
        written.losses["partial_credit"] = (
            "its answers do not share the points evenly: only the whole set is right"
        )
    elif shares == {1.0} and sum(choice.fraction > 0 for choice in options) > 1:
        written.fields.append(("qbank_fractions", "1"))


def _short(written: Written) -> None:
    written.kind = "short_answer_question"
    written.responses.append(_typed("String"))
    answers = plain_answers(written, written.document.options)
    for position, answer in enumerate(answers, start=1):
        written.tell(f"answer_{position}", answer.feedback, varequal(_RESPONSE, answer.text, _case(answer)))
    if not answers and written.document.status is not Status.DRAFT:
        raise NotWritable("none of its answers is a text that Canvas can compare with")
    if answers:
        written.right("".join(varequal(_RESPONSE, answer.text, _case(answer)) for answer in answers))


def _typed(kind: str) -> str:
    fibtype = f' fibtype="{kind}"' if kind != "String" else ""
    return (
        f'<response_str ident="{_RESPONSE}" rcardinality="Single"><render_fib{fibtype}>'
        '<response_label ident="answer1" rshuffle="No"/></render_fib></response_str>\n'
    )


def _case(answer: AcceptedAnswer) -> str:
    return ' case="Yes"' if answer.case_sensitive else ""


def _number(written: Written) -> None:
    written.kind = "numerical_question"
    written.responses.append(_typed("Decimal"))
    numbers: list[AcceptedNumber] = written.document.options
    best = max((number.fraction for number in numbers), default=0.0)
    for position, number in enumerate(numbers, start=1):
        if number.fraction <= 0 or number.fraction < best:
            written.losses[LEFT_OUT] = "without its numbers that earn less than all points"
            continue
        if best < 1:
            written.losses["partial_credit"] = "the best number earns all points"
        _one_number(written, number, f"answer_{position}")
    if not written.keyed and written.document.status is not Status.DRAFT:
        raise NotWritable("it accepts no number")


def _one_number(written: Written, number: AcceptedNumber, name: str) -> None:
    condition = _range_of(written, number)
    shows = [f"{name}_fb"] if number.feedback is not None and text_of(number.feedback).strip() else []
    shows += ["correct_fb"] if outcome(written.document, "correct") else []
    written.keyed.append(respcondition(condition, score=100, shows=shows))
    if number.feedback is not None and text_of(number.feedback).strip():
        written.feedback.append(itemfeedback(f"{name}_fb", number.feedback, written.document.format))


def _range_of(written: Written, number: AcceptedNumber) -> str:
    """Write what a number may be, as Canvas does: the value or the range around it."""
    if number.value is None:
        low = "" if number.low is None else _bound("vargte", number.low)
        high = "" if number.high is None else _bound("varlte", number.high)
        if not low and not high:
            raise NotWritable("one of its numbers is any number")
        return low + high
    margin = _margin(written, number)
    low, high = _bound("vargte", number.value - margin), _bound("varlte", number.value + margin)
    return f"<or>{varequal(_RESPONSE, f'{number.value:f}')}<and>{low}{high}</and></or>"


def _margin(written: Written, number: AcceptedNumber) -> Decimal:
    tolerance = number.tolerance or Decimal(0)
    assert number.value is not None, "a range has no margin"
    if not tolerance or number.tolerance_kind is ToleranceKind.ABSOLUTE:
        return tolerance
    written.losses["tolerance"] = "the tolerance is written as the range it makes"
    if number.tolerance_kind is ToleranceKind.RELATIVE:
        return abs(number.value) * tolerance
    digits = min(max(int(tolerance), 1), 50)
    return Decimal((0, (5,), number.value.adjusted() - digits)) if number.value else Decimal(0)


def _bound(name: str, value: Decimal) -> str:
    return f'<{name} respident="{_RESPONSE}">{value:f}</{name}>'


def _matching(written: Written) -> None:
    document = written.document
    pairs: list[Pair] = document.options
    rights = list(dict.fromkeys(_known(pair.right, document) for pair in pairs))
    names = {text: f"match_{position}" for position, text in enumerate(rights, start=1)}
    labels = "".join(label(names[text], text, document.format) for text in rights)
    lefts = [pair for pair in pairs if text_of(pair.left).strip()]
    written.kind = "matching_question"
    for position, pair in enumerate(lefts, start=1):
        ident = f"response_{position}"
        prompt = material(pair.left, document.format)
        written.responses.append(
            response_lid(ident, "Single", labels, prompt=prompt, shuffle=document.details.shuffle)
        )
        right = varequal(ident, names[_known(pair.right, document)])
        written.right(right, 100 / len(lefts), adds=True)
        written.tell(str(position), pair.feedback, f"<not>{right}</not>")
    if len({pair.fraction for pair in lefts}) > 1:
        written.losses["partial_credit"] = "its pairs share the points evenly"


def _known(text: Text, document: QuestionDocument) -> RichText:
    return RichText(text_of(text), format_of(text, document.format))


def _ordering(written: Written) -> None:
    document = written.document
    steps: list[Step] = document.options
    names = [f"step_{position}" for position, _ in enumerate(steps, start=1)]
    mixed = sorted(zip(names, steps, strict=True), key=lambda one: (text_of(one[1].text), one[0]))
    labels = "".join(label(name, step.text, document.format) for name, step in mixed)
    written.kind = "ordering_question"
    written.responses.append(
        f'<response_lid ident="{_RESPONSE}" rcardinality="Ordered"><render_extension>'
        f'<ims_render_object shuffle="Yes">\n{labels}</ims_render_object></render_extension></response_lid>\n'
    )
    written.right("".join(varequal(_RESPONSE, name) for name in names))
    for name, step in zip(names, steps, strict=True):
        written.tell(name, step.feedback, varequal(_RESPONSE, name))


def _essay(written: Written) -> None:
    said = written.document.details.response or WrittenResponse()
    written.kind = "essay_question"
    rows = f' rows="{said.lines}"' if said.lines else ""
    template = "" if said.template is None else material(said.template, written.document.format)
    written.responses.append(
        f'<response_str ident="{_RESPONSE}" rcardinality="Single"><render_fib{rows}>'
        f'<response_label ident="answer1" rshuffle="No">{template}</response_label>'
        "</render_fib></response_str>\n"
    )
    written.keyed.append(respcondition(_OTHER))
    if said.grader_info is not None or said.response_format is not None or said.attachments is not None:
        written.losses["response"] = "what the grader is told and what may be handed in are not kept"
    if said.sample_answer is not None:
        written.feedback.append(
            itemfeedback("sample_answer", said.sample_answer, written.document.format, "solution")
        )


def _upload(written: Written) -> None:
    written.kind = "file_upload_question"
    said = written.document.details.response or WrittenResponse()
    if WrittenResponse(file_types=said.file_types, attachments=said.attachments) != said:
        written.losses["response"] = "of the answer it asks for, only number and types of files are kept"
    if said.file_types:
        written.presentation += f' allowed_types="{attribute(",".join(said.file_types))}"'
    if said.attachments:
        written.presentation += f' files_count="{said.attachments}"'


def _text(written: Written) -> None:
    written.kind = "text_only_question"


_WRITERS: dict[QuestionType, Callable[[Written], None]] = {
    _Q.SINGLE_CHOICE: _choice,
    _Q.TRUE_FALSE: _choice,
    _Q.MULTIPLE_CHOICE: _answers,
    _Q.SHORT_ANSWER: _short,
    _Q.NUMERICAL: _number,
    _Q.MATCHING: _matching,
    _Q.ORDERING: _ordering,
    _Q.CLOZE: write_gaps,
    _Q.ESSAY: _essay,
    _Q.UPLOAD: _upload,
    _Q.DESCRIPTION: _text,
    _Q.HOTSPOT: write_areas,
}
