"""The questions that items make, kind by kind."""

from collections.abc import Callable

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Pair, Step
from qbank.domain.question import WrittenResponse
from qbank.domain.text import Text, text_of
from qbank.formats.qti12_areas import read_areas
from qbank.formats.qti12_built import Built, Unfit, choices, label_text, scored, typed_answers
from qbank.formats.qti12_gaps import blanks
from qbank.formats.qti12_item import Passage, Response
from qbank.formats.qti12_kinds import Kind
from qbank.formats.qti12_material import Written, joined, source_of, trimmed
from qbank.formats.qti12_numbers import accepted_numbers, decimal
from qbank.formats.qti12_rules import shares, whole_sets

_Q = QuestionType


def stem_of(built: Built) -> Written:
    """Give the text of the presentation, without what belongs to its responses."""
    passages = [passage for passage in built.parts.passages if passage.block in ("", "QUESTION_BLOCK")]
    texts = [trimmed(passage.text) for passage in passages]
    return joined([text for text in texts if not text.is_empty], "\n")


def make(built: Built, kind: Kind) -> None:
    """Make the question an item of a kind is. Raises Unfit where the item is no such thing."""
    stem = stem_of(built)
    built.document.stem, built.document.format = stem.text, stem.format
    built.document.details.image = source_of(built.parts.picture)
    _MAKERS[kind](built)


def _choice(built: Built) -> None:
    response = _labelled(built)
    built.document.type = _Q.SINGLE_CHOICE
    built.document.options = choices(built, response, shares(scored(built, response)))
    _shuffle(built, response)


def _true_false(built: Built) -> None:
    _choice(built)
    built.document.details.shuffle = None
    built.document.type = _Q.TRUE_FALSE if len(built.document.options) == 2 else _Q.SINGLE_CHOICE


def _answers(built: Built) -> None:
    response = _labelled(built)
    built.document.type = _Q.MULTIPLE_CHOICE
    built.document.options = choices(built, response, _of_answers(built, response))
    _shuffle(built, response)


def _of_answers(built: Built, response: Response) -> dict[str, float]:
    """Give what each of several answers earns: its own points, else an even share of the whole set's."""
    single = scored(built, response, conjoint=True)
    sets = whole_sets(built.rules, response.ident)
    keys = max(sets)[1] if sets else []
    if keys and built.parts.metadata.get("qbank_fractions") == "1":
        return dict.fromkeys(keys, 1.0)
    right = [value for value, score in single.items() if score > 0]
    if right and (not keys or set(keys) == set(right)):
        return shares(single, best=sum(single[value] for value in right))
    if right:
        built.notes.append(
            "its points say something else than the set of answers it asks for: the set counts"
        )
    return {value: round(1 / len(keys), 5) for value in keys}


def _labelled(built: Built) -> Response:
    response = next((each for each in built.parts.responses if each.labels), None)
    if response is None or len(response.labels) < 2:
        raise Unfit("it has fewer than two choices")
    return response


def _shuffle(built: Built, response: Response) -> None:
    said = response.rendering.get("shuffle", "").lower()
    built.document.details.shuffle = {"yes": True, "no": False}.get(said)


def _short(built: Built) -> None:
    response = _only(built)
    built.document.type = _Q.SHORT_ANSWER
    built.document.options = typed_answers(built, response.ident)


def _only(built: Built) -> Response:
    if not built.parts.responses:
        raise Unfit("it has no place for an answer")
    return built.parts.responses[0]


def _number(built: Built) -> None:
    response = _only(built)
    built.document.type = _Q.NUMERICAL
    built.document.options = accepted_numbers(built, response.ident)


def _essay(built: Built) -> None:
    built.document.type = _Q.ESSAY
    response = next(iter(built.parts.responses), None)
    details = WrittenResponse()
    if response is not None:
        rows = decimal(response.rendering.get("rows", ""))
        details.lines = int(rows) if rows is not None and 1 < rows < 1000 else None
        template = next((label.text for label in response.labels if not label.text.is_empty), None)
        details.template = None if template is None else built.text(template)
    if not built.parts.answer_key.is_empty:
        details.sample_answer = built.text(built.parts.answer_key)
    if details != WrittenResponse():
        built.document.details.response = details


def _upload(built: Built) -> None:
    built.document.type = _Q.UPLOAD
    said = built.parts.presentation
    types = [kind.strip() for kind in said.get("allowed_types", "").split(",") if kind.strip()]
    count = decimal(said.get("files_count", ""))
    files = int(count) if count is not None and 0 < count < 1000 else None
    if types or files:
        built.document.details.response = WrittenResponse(file_types=types, attachments=files)


def _text(built: Built) -> None:
    built.document.type = _Q.DESCRIPTION


def _matching(built: Built) -> None:
    lefts = _prompted(built)
    rights = _right_side(built)
    pairs: list[Pair] = []
    used: set[Text] = set()
    known: dict[Text, None] = {}
    for response, left in lefts:
        texts = [built.text(text) for text in _right_texts(response, rights)]
        known |= dict.fromkeys(text for text in texts if text_of(text))
        scores = scored(built, response)
        keyed = [
            text
            for label, text in zip(response.labels, texts, strict=False)
            if scores.get(label.ident, 0) > 0
        ]
        if not keyed:
            built.notes.append("a left side has no right one that earns points")
        for right in keyed:
            pairs.append(Pair(left=built.text(left), right=right))
            used.add(right)
            built.by_response[response.ident] = pairs[-1]
    built.document.type = _Q.MATCHING
    built.document.options = pairs + [Pair(left="", right=text) for text in known if text not in used]
    if not pairs:
        raise Unfit("no left side has a right one")
    if len({response.ident for response, _ in lefts}) > len(built.by_response):
        raise Unfit("a left side has no right one")
    _shuffle(built, lefts[0][0])


def _prompted(built: Built) -> list[tuple[Response, Written]]:
    """List the responses with their left sides: in them, or in the text before them."""
    found: list[tuple[Response, Written]] = []
    before: list[Written] = []
    for piece in built.parts.pieces:
        if isinstance(piece, Passage):
            if not piece.text.is_empty and piece.block not in ("", "QUESTION_BLOCK", "RIGHT_MATCH_BLOCK"):
                before.append(trimmed(piece.text))
            continue
        left = joined(before, "\n") if piece.prompt.is_empty else piece.prompt
        before = []
        if piece.labels:
            found.append((piece, left))
    said = [(response, left) for response, left in found if not left.is_empty]
    if not said:
        raise Unfit("no left side has a text")
    return said


def _right_side(built: Built) -> list[Written]:
    """List the texts that Blackboard puts in a block of their own; labels are then known by their place."""
    return [
        trimmed(passage.text)
        for passage in built.parts.passages
        if passage.block == "RIGHT_MATCH_BLOCK" and not passage.text.is_empty
    ]


def _right_texts(response: Response, rights: list[Written]) -> list[Written]:
    if rights and all(label.text.is_empty for label in response.labels):
        return rights
    return [label.text for label in response.labels]


def _ordering(built: Built) -> None:
    response = _labelled(built)
    order = _order(built, response)
    by_ident = {label.ident: label for label in response.labels}
    if sorted(order) != sorted(by_ident):
        raise Unfit("its conditions do not say the right order of all steps")
    steps = []
    for ident in order:
        steps.append(Step(text=built.text(label_text(by_ident[ident]))))
        built.told(response.ident, ident, steps[-1])
    built.document.type = _Q.ORDERING
    built.document.options = steps


def _order(built: Built, response: Response) -> list[str]:
    """Give the idents in the order that the condition with the most points wants."""
    best: list[str] = []
    idents = {label.ident for label in response.labels}
    for rule in sorted(built.rules, key=lambda rule: rule.score or 0.0):
        tests = [test for test in rule.wanted if test.value in idents]
        if any("index" in test.attributes for test in tests):
            tests.sort(key=lambda test: decimal(test.attributes.get("index", "")) or 0)
        if rule.is_right and len(tests) >= len(best):
            best = [test.value for test in tests]
    return best


def _calculated(built: Built) -> None:
    built.document.type = _Q.DYNAMIC


def _unknown(built: Built) -> None:
    raise Unfit("qbank knows no such questions")


_MAKERS: dict[Kind, Callable[[Built], None]] = {
    Kind.CHOICE: _choice,
    Kind.TRUE_FALSE: _true_false,
    Kind.ANSWERS: _answers,
    Kind.SHORT: _short,
    Kind.BLANKS: blanks,
    Kind.NUMBER: _number,
    Kind.MATCHING: _matching,
    Kind.CATEGORIES: _matching,
    Kind.ORDERING: _ordering,
    Kind.ESSAY: _essay,
    Kind.UPLOAD: _upload,
    Kind.TEXT: _text,
    Kind.HOTSPOT: read_areas,
    Kind.CALCULATED: _calculated,
    Kind.UNKNOWN: _unknown,
}
