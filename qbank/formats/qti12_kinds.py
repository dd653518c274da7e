"""What an item asks for: by the word its program has for it, else by the responses it has."""

from enum import StrEnum
from itertools import takewhile

from qbank.formats.qti12_item import ItemParts, Passage, Response
from qbank.formats.qti12_rules import Rule
from qbank.formats.truth_words import is_true_false_pair


class Kind(StrEnum):
    """How an item is read; several kinds may become one type of question."""

    CHOICE = "choice"
    TRUE_FALSE = "true or false"
    ANSWERS = "multiple answers"
    SHORT = "short answer"
    BLANKS = "blanks"
    NUMBER = "number"
    MATCHING = "matching"
    CATEGORIES = "categories"
    ORDERING = "ordering"
    ESSAY = "essay"
    UPLOAD = "upload"
    TEXT = "text"
    HOTSPOT = "hotspot"
    CALCULATED = "calculated"
    UNKNOWN = "unknown"


TYPE_FIELDS = (
    "question_type", "bbmd_questiontype", "wct_questiontype", "respondusapi_qtype", "cc_profile",
    "qmd_questiontype", "qmd_itemtype", "interaction_type",
)  # fmt: skip
"""Where programs write what kind an item is of; the surest first."""

_WORDS: dict[Kind, str] = {
    Kind.CHOICE: "multiple_choice_question|multiple choice|multiplechoice|cc.multiple_choice.v0p1|either/or",
    Kind.TRUE_FALSE: "true_false_question|true/false|truefalse|cc.true_false.v0p1|wct_truefalse",
    Kind.ANSWERS: "multiple_answers_question|multiple answer|multiple answers|multipleresponse"
    "|multiple response|cc.multiple_response.v0p1|multi-select",
    Kind.SHORT: "short_answer_question|fill in the blank|fillinblank|cc.fib.v0p1|cc.pattern_match.v0p1"
    "|short answer|wct_shortanswer|fib-string",
    Kind.BLANKS: "fill_in_multiple_blanks_question|multiple_dropdowns_question|fillinmultiple"
    "|fill in the blank plus|fill in multiple blanks|jumbled sentence|multi-short answer"
    "|rich_fill_blank_question|wct_fillintheblank|wct_jumbledsentence|multipledropdowns",
    Kind.NUMBER: "numerical_question|numeric|numerical|fib-numeric|fib-integer|fib-decimal",
    Kind.MATCHING: "matching_question|matching|wct_matching",
    Kind.CATEGORIES: "categorization_question|categorization",
    Kind.ORDERING: "ordering_question|ordering",
    Kind.ESSAY: "essay_question|essay|cc.essay.v0p1|long answer|short response|written response"
    "|wct_paragraph",
    Kind.UPLOAD: "file_upload_question|file upload|file response|fileupload",
    Kind.TEXT: "text_only_question|textinformation|text information|information",
    Kind.HOTSPOT: "hot_spot_question|hot spot|hotspot|image hot spot",
    Kind.CALCULATED: "calculated_question|calculated|calculated formula|arithmetic|formula_question"
    "|significant figures|wct_calculated",
    Kind.UNKNOWN: "opinion scale|opinion scale/likert|likert|quiz bowl|wct_combination",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split("|")}


def named_kind(metadata: dict[str, str]) -> Kind | None:
    """Give the kind that an item's metadata name, None where they name none qbank knows."""
    said = (metadata.get(name, "").strip().lower() for name in TYPE_FIELDS)
    return next((_KINDS[word] for word in said if word in _KINDS), None)


def kind_of(parts: ItemParts, found: list[Rule]) -> Kind:
    """Tell the kind of an item; its responses decide where its program's word does not fit them."""
    named = named_kind(parts.metadata)
    if named is None or not _fits(named, parts, found):
        return _by_responses(parts, found)
    if named in (Kind.CHOICE, Kind.ANSWERS):
        return _by_cardinality(named, parts.responses)
    if named is Kind.SHORT and len(parts.responses) > 1:
        return Kind.BLANKS
    return named


def _by_cardinality(named: Kind, responses: list[Response]) -> Kind:
    """Believe the responses where they say how many answers may be chosen."""
    said = responses[0].cardinality.lower()
    if said == "multiple":
        return Kind.ANSWERS
    return Kind.CHOICE if said == "single" else named


def _fits(kind: Kind, parts: ItemParts, found: list[Rule]) -> bool:
    responses = parts.responses
    labelled = [each for each in responses if each.labels and each.kind in ("lid", "grp")]
    if kind in (Kind.CHOICE, Kind.TRUE_FALSE, Kind.ANSWERS):
        return len(labelled) == 1
    if kind in (Kind.MATCHING, Kind.CATEGORIES):
        return bool(labelled)
    if kind is Kind.ORDERING:
        return len(labelled) == 1
    if kind in (Kind.SHORT, Kind.NUMBER):
        return bool(responses) and not labelled
    if kind is Kind.BLANKS:
        return bool(responses) or any(rule.tests for rule in found)
    return True


def _by_responses(parts: ItemParts, found: list[Rule]) -> Kind:
    responses = parts.responses
    if not responses:
        if any(rule.wanted for rule in found):
            return Kind.BLANKS
        is_new = "question_type" in parts.metadata and named_kind(parts.metadata) is None
        return Kind.UNKNOWN if is_new else Kind.TEXT
    if parts.extras and any("calculated" in extra for extra in parts.extras):
        return Kind.CALCULATED
    if any(each.kind == "xy" or any(label.area for label in each.labels) for each in responses):
        return Kind.HOTSPOT
    if all(_stands_in_text(each, parts) for each in responses):
        return Kind.BLANKS
    if len(responses) > 1:
        return Kind.MATCHING if _is_matching(parts) else Kind.BLANKS
    return _by_response(responses[0], parts, found)


def _is_matching(parts: ItemParts) -> bool:
    """Tell whether responses of choices have a text of their own beside them."""
    responses = parts.responses
    if any(not each.labels or each.kind not in ("lid", "grp") for each in responses):
        return False
    return any(not each.prompt.is_empty for each in responses)


def _stands_in_text(response: Response, parts: ItemParts) -> bool:
    """Tell whether the text has a place for a response by its name, as Canvas's blanks have."""
    place = f"[{response.prompt.text}]"
    return not response.prompt.is_empty and any(place in passage.text.text for passage in parts.passages)


def _by_response(response: Response, parts: ItemParts, found: list[Rule]) -> Kind:
    if response.kind == "num" or response.rendering.get("fibtype", "").lower() in ("integer", "decimal"):
        return Kind.NUMBER if _is_last(parts) else Kind.BLANKS
    if response.kind == "str" or not response.labels:
        if not any(rule.wanted for rule in found):
            return Kind.ESSAY if response.kind == "str" else Kind.UNKNOWN
        return Kind.SHORT if _is_last(parts) else Kind.BLANKS
    if response.cardinality.lower() == "ordered":
        return Kind.ORDERING
    if response.cardinality.lower() == "multiple":
        return Kind.ANSWERS
    if response.kind == "grp":
        return Kind.MATCHING
    return (
        Kind.TRUE_FALSE if is_true_false_pair([label.text.text for label in response.labels]) else Kind.CHOICE
    )


def _is_last(parts: ItemParts) -> bool:
    """Tell whether nothing is to be read after the last response."""
    after = takewhile(lambda piece: not isinstance(piece, Response), reversed(parts.pieces))
    return all(isinstance(piece, Passage) and piece.text.is_empty for piece in after)
