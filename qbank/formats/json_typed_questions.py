"""Questions whose answer is typed, matched, ordered or written."""

from typing import Any

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Step
from qbank.domain.question import WrittenResponse
from qbank.formats.json_built import Built, NoKey, Rules
from qbank.formats.json_choice_questions import markup
from qbank.formats.json_choices import shares_of
from qbank.formats.json_draft import Draft
from qbank.formats.json_gaps import accepted, gap, is_blanks, with_places
from qbank.formats.json_numbers import accepted_number
from qbank.formats.json_pairs import pairs_of
from qbank.formats.json_values import is_text, rich, text

_Q = QuestionType


def short_answer(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question whose answer is typed; without an answer it is a draft, and that is said."""
    built.document.type = _Q.SHORT_ANSWER
    choices = draft.choices
    if choices is not None and choices.fractions is not None:
        feedback = choices.feedback or [None] * len(choices.values)
        listed = zip(choices.texts, choices.fractions, feedback, strict=True)
        built.document.options = [_accepted(words, share, said) for words, share, said in listed]
        return
    built.document.options = accepted(draft.key) if draft.key is not None else []
    if not built.document.options:
        built.lack_key("the file gives it no answer")
    elif isinstance(draft.key, list) and any(not isinstance(one, str | dict) for one in draft.key):
        built.oddities.append("an accepted answer is no text: it is taken as it is written")


def _accepted(words: str, share: float, feedback: Any) -> AcceptedAnswer:
    return AcceptedAnswer(text=words, fraction=share, feedback=rich(feedback, TextFormat.PLAIN))


def essay(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question that is answered at length, an upload or a description; an answer is the sample."""
    kind = draft.declared.type
    built.document.type = kind if kind in (_Q.UPLOAD, _Q.DESCRIPTION) else _Q.ESSAY
    if rules.has_keys and draft.key is None and kind is None:
        built.oddities.append("the file gives it neither choices nor an answer: it is read as an essay")
    sample = text(draft.key).strip()
    if sample:
        built.document.details.response = WrittenResponse(sample_answer=sample)


def matching(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a matching question of the first of its parts that holds pairs."""
    built.document.type = _Q.MATCHING
    found = [pairs_of(draft.part(part), built.document.format) for part in ("pairs", "options", "key")]
    built.document.options = next(pairs for pairs in found if pairs)
    extra = draft.part("distractors")
    if isinstance(extra, list):
        pairs = pairs_of([["", one] for one in extra if is_text(one)], built.document.format)
        built.document.options += pairs or []


def ordering(built: Built, draft: Draft, rules: Rules) -> None:
    """Make an ordering question; raises NoKey where its key is no order of its choices."""
    choices = draft.choices
    assert choices is not None, "only a draft with choices comes here"
    built.document.type = _Q.ORDERING
    order = _order(draft.key, choices.texts)
    built.document.options = [Step(text=markup(choices.values[at], built.document.format)) for at in order]


def _order(key: Any, texts: list[str]) -> list[int]:
    """Read the right order: the choices' own, or a list of their texts or of all their places."""
    count = len(texts)
    if key is None:
        return list(range(count))
    listed = key if isinstance(key, list) else []
    for first in (0, 1):
        if listed and sorted(map(str, listed)) == sorted(str(at + first) for at in range(count)):
            return [int(at) - first for at in listed]
    if sorted(map(text, listed)) == sorted(texts) and len(set(texts)) == count:
        return [texts.index(text(one)) for one in listed]
    raise NoKey(f"the key {str(key)[:60]!r} is no order of the {count} choices")


def cloze(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question with gaps; one whose gaps are written otherwise is kept whole."""
    document = built.document
    blanks = next((one for one in (draft.part("key"), draft.part("options")) if is_blanks(one)), None)
    if blanks is None:
        document.type = _Q.OPAQUE
        document.extensions = {"json": dict(draft.parts)}
        built.oddities.append("its gaps are written in a way qbank does not read: it is kept as it is")
        return
    document.type = _Q.CLOZE
    document.stem, missing = with_places(document.stem, list(blanks))
    document.options = [gap(name, value) for name, value in blanks.items()]
    if missing:
        built.oddities.append(f"the stem has no place for the gap {', '.join(missing)}: it is put at the end")
    if any(isinstance(value, bool) for value in blanks.values()):
        built.oddities.append("what a gap accepts is no text: it is taken as it is written")


def numerical(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question whose answer is a number."""
    built.document.type = _Q.NUMERICAL
    built.document.options = numbers_of(draft)


def numbers_of(draft: Draft) -> list[AcceptedNumber]:
    """Give the numbers a draft accepts; none where one of its answers is no number."""
    options = draft.part("options")
    value = options if options is not None else draft.key
    listed = value if isinstance(value, list) else [value]
    shares = shares_of(listed) or [1.0] * len(listed)
    described = [_inner(one) for one in listed]
    found = [
        accepted_number(one, share, draft.part("tolerance"))
        for one, share in zip(described, shares, strict=True)
    ]
    for number, one in zip(found, listed, strict=True):
        if number is not None and isinstance(one, dict):
            number.feedback = rich(one.get("feedback"), TextFormat.PLAIN)
    return [number for number in found if number is not None] if None not in found else []


def _inner(value: Any) -> Any:
    return value["text"] if isinstance(value, dict) and isinstance(value.get("text"), dict) else value
