"""Questions with choices, and true or false: which choices are right, and what each earns."""

from decimal import Decimal
from typing import Any

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text, text_of
from qbank.formats.answer_keys import KeyProblem
from qbank.formats.json_built import Built, NoKey, Rules
from qbank.formats.json_choices import Choices
from qbank.formats.json_coding import has_tags
from qbank.formats.json_draft import Draft
from qbank.formats.json_gaps import accepted
from qbank.formats.json_values import number, rich
from qbank.formats.truth_words import is_true_false_pair, truth, truths

_Q = QuestionType


def choice_question(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question with choices; right is what they say themselves, else what the key says.

    Where neither tells it has no key.
    """
    choices = _choices_of(draft)
    shares = _shares(built, draft, rules)
    right = [share for share in shares if share > 0]
    if not choices.weighed:
        shares = [share / max(1, len(right)) for share in shares]
    built.document.type = _single_or_multiple(built, draft, right)
    if not all(choices.texts):
        built.oddities.append("one of its choices is empty")
    built.document.options = _elements(choices, shares, built.document)
    if _is_true_false(built.document, draft):
        built.document.type = _Q.TRUE_FALSE
        _name_truths(built.document)


def _choices_of(draft: Draft) -> Choices:
    assert draft.choices is not None, "only a draft with choices comes here"
    return draft.choices


def _single_or_multiple(built: Built, draft: Draft, right: list[float]) -> QuestionType:
    """Tell by the type the file names and by how many choices are right; one that earns all is single."""
    several = len(right) > 1 and not (_choices_of(draft).weighed and 1.0 in right)
    if several and draft.declared.several is False:
        built.oddities.append(f"its type says that one choice is right, its key names {len(right)}")
    return _Q.MULTIPLE_CHOICE if several or draft.declared.several else _Q.SINGLE_CHOICE


def _is_true_false(document: QuestionDocument, draft: Draft) -> bool:
    texts = _choices_of(draft).texts
    if draft.declared.type is _Q.TRUE_FALSE:
        return len(texts) == 2 and {truth(one) for one in texts} == {True, False}
    plain = not draft.declared.choices and document.type is _Q.SINGLE_CHOICE
    return plain and is_true_false_pair(texts)


def _shares(built: Built, draft: Draft, rules: Rules) -> list[float]:
    """Tell what each choice earns: nothing where the file does not say which is right."""
    choices = _choices_of(draft)
    try:
        shares = list(choices.fractions) if choices.fractions is not None else _by_key(draft, rules)
    except NoKey as missing:
        built.lack_key(missing.reason)
        return [0.0] * len(choices.values)
    if not any(share > 0 for share in shares):
        built.lack_key("no choice is marked as right")
    return shares


def _by_key(draft: Draft, rules: Rules) -> list[float]:
    choices = _choices_of(draft)
    if draft.key is None:
        raise NoKey("it has choices and no key")
    try:
        right = draft.positions(rules.style)
    except KeyProblem as problem:
        raise NoKey(problem.reason) from problem
    return [float(position in right) for position in range(len(choices.values))]


def _elements(choices: Choices, fractions: list[float], document: QuestionDocument) -> list[Choice]:
    feedback = choices.feedback or [None] * len(choices.values)
    return [
        Choice(
            text=markup(value, document.format),
            fraction=fraction,
            feedback=rich(said, document.format),
        )
        for value, fraction, said in zip(choices.values, fractions, feedback, strict=True)
    ]


def markup(value: Any, format: TextFormat) -> Text:
    """Give a choice's text, which is HTML where it has tags whatever its stem is."""
    found = rich(value, format) or ""
    if isinstance(found, str) and format is TextFormat.PLAIN and has_tags(found):
        return RichText(found, TextFormat.HTML)
    return found


def _name_truths(document: QuestionDocument) -> None:
    by_truth = {truth(text_of(option.text)): option for option in document.options}
    for value, name in ((True, "true"), (False, "false")):
        by_truth[value].id = name
    document.options = [by_truth[True], by_truth[False]]


def only_choice(built: Built, draft: Draft, rules: Rules) -> None:
    """Read a list of one: nothing to choose from, so its item is the answer that is typed."""
    built.document.type = _Q.SHORT_ANSWER
    built.document.options = accepted(_choices_of(draft).texts)
    if rules.has_keys:
        _shares(built, draft, rules)


def is_truth(draft: Draft) -> bool:
    """Tell whether a draft without choices asks for true or false; 1 and 0 only where the file says so."""
    key = draft.key
    if isinstance(key, bool):
        return True
    if draft.declared.type is _Q.TRUE_FALSE:
        return truth(key) is not None or number(key) in (Decimal(0), Decimal(1))
    return isinstance(key, str) and key.strip().lower() in ("true", "false")


def true_false(built: Built, draft: Draft, rules: Rules) -> None:
    """Make a question of true or false; without a key for 1 or 0 where numbers count choices."""
    value = truth(draft.key)
    built.document.type = _Q.TRUE_FALSE
    built.document.options = truths(number(draft.key) == 1 if value is None else value)
    if value is None and rules.has_numbers:
        built.lack_key(f"the key {draft.key!r} may be true or the place of a choice")
