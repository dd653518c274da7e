"""The question that a record is: its type told by what the file says and by what the record holds."""

from collections.abc import Callable

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.question import OutcomeFeedback, QuestionDocument
from qbank.formats.json_built import Built, Rules
from qbank.formats.json_choice_questions import choice_question, is_truth, only_choice, true_false
from qbank.formats.json_coding import has_tags
from qbank.formats.json_details import Leftovers, add_details
from qbank.formats.json_draft import Draft
from qbank.formats.json_gaps import has_places, is_blanks
from qbank.formats.json_pairs import pairs_of
from qbank.formats.json_typed_questions import (
    cloze,
    essay,
    matching,
    numbers_of,
    numerical,
    ordering,
    short_answer,
)
from qbank.formats.json_values import format_of, rich, text

_Q = QuestionType


def build(draft: Draft, rules: Rules) -> Built:
    """Make a question of a draft. Raises NoKey."""
    built = Built(QuestionDocument(type=_Q.ESSAY, stem=draft.stem, format=_format(draft)))
    left = Leftovers(draft)
    for part in ("stem", "options", "key", "distractors", "pairs", "single", "tolerance", "passage"):
        left.take(part)
    left.take_group()
    _answers(draft, rules)(built, draft, rules)
    if draft.declared.type or draft.declared.choices:
        left.take("type")
    _keep_what_is_unread(built, draft, left)
    code = text(left.take("code"))
    if code.strip():
        built.document.stem += f"\n\n{code}"
    add_details(built.document, draft, left)
    built.document.fields = left.fields()
    _add_truth_feedback(built.document)
    _add_outcomes(built.document)
    return built


def _keep_what_is_unread(built: Built, draft: Draft, left: Leftovers) -> None:
    """Keep choices that say more than is read of them, and a key that names none or is not needed."""
    choices, shape = draft.choices, draft.shape
    if built.no_key is not None and draft.key is not None:
        left.put_back("key")
    if choices is None:
        return
    if choices.more and "options" in shape.paths:
        left.put_back("options")
    if choices.fractions is not None and not shape.takes_wrong and draft.key is not None:
        left.put_back("key")


def _format(draft: Draft) -> TextFormat:
    own = format_of(draft.part("stem"))
    return own or (TextFormat.HTML if has_tags(draft.stem) else TextFormat.PLAIN)


_Builder = Callable[[Built, Draft, Rules], None]


def _answers(draft: Draft, rules: Rules) -> _Builder:
    """Choose how the answers are read: what the file calls the type, then what the record holds."""
    kind = draft.declared.type
    if kind in _SAID and _SAID[kind](draft):
        return _BUILDERS[kind]
    if pairs_of(draft.part("pairs"), TextFormat.PLAIN):
        return matching
    if is_blanks(draft.key) and (has_places(draft.stem) or isinstance(draft.key, dict)):
        return cloze
    if draft.choices is not None and draft.choices.values:
        return choice_question if len(draft.choices.values) > 1 else only_choice
    if is_truth(draft):
        return true_false
    if draft.key is not None or (rules.has_keys and "key" in draft.shape.paths):
        return short_answer
    return essay


def _has_items(draft: Draft) -> bool:
    return draft.choices is not None and len(draft.choices.values) > 1


def _can_match(draft: Draft) -> bool:
    return any(pairs_of(draft.part(part), TextFormat.PLAIN) for part in ("pairs", "options", "key"))


def _is_typed(draft: Draft) -> bool:
    """Tell whether answers are typed: there is a key and no list to choose from, or the list is the key."""
    if draft.choices is None:
        return draft.key is not None
    return draft.choices.fractions is not None and "distractors" not in draft.shape.paths


_SAID: dict[QuestionType | None, Callable[[Draft], bool]] = {
    _Q.MATCHING: _can_match,
    _Q.ORDERING: _has_items,
    _Q.CLOZE: lambda draft: (
        is_blanks(draft.part("key")) or is_blanks(draft.part("options")) or draft.key is None
    ),
    _Q.NUMERICAL: lambda draft: bool(numbers_of(draft)),
    _Q.SHORT_ANSWER: _is_typed,
    _Q.TRUE_FALSE: lambda draft: draft.choices is None and is_truth(draft),
    _Q.ESSAY: lambda draft: draft.choices is None,
    _Q.UPLOAD: lambda draft: draft.choices is None,
    _Q.DESCRIPTION: lambda draft: draft.choices is None and draft.key is None,
}
"""Whether a record of a type holds what the type needs; if not it is read by what it does hold."""


def _add_truth_feedback(document: QuestionDocument) -> None:
    """Give true and false the feedback that stands beside them (gift-pegjs: trueFeedback, falseFeedback)."""
    if document.type is not _Q.TRUE_FALSE:
        return
    for option, name in zip(document.options, ("trueFeedback", "falseFeedback"), strict=True):
        said = rich(document.fields.get(name), document.format)
        if said is not None:
            option.feedback = said
            del document.fields[name]


def _add_outcomes(document: QuestionDocument) -> None:
    said = [rich(document.fields.get(name), document.format) for name in _OUTCOMES]
    if any(one is not None for one in said):
        document.details.feedback = OutcomeFeedback(correct=said[0], partial=said[1], incorrect=said[2])
        document.fields = {name: value for name, value in document.fields.items() if name not in _OUTCOMES}


_OUTCOMES = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
"""What Moodle calls its feedback to a right, a partly right and a wrong answer."""

_BUILDERS: dict[QuestionType | None, _Builder] = {
    _Q.MATCHING: matching,
    _Q.ORDERING: ordering,
    _Q.CLOZE: cloze,
    _Q.NUMERICAL: numerical,
    _Q.SHORT_ANSWER: short_answer,
    _Q.TRUE_FALSE: true_false,
    _Q.ESSAY: essay,
    _Q.UPLOAD: essay,
    _Q.DESCRIPTION: essay,
}
