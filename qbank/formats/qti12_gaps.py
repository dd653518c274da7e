"""Texts with gaps: `[name]` in the text, or responses that stand between its pieces."""

import re
from dataclasses import dataclass

from qbank.domain.cloze_gaps import PLACE
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, Gap, GapKind
from qbank.domain.reader_text import reader_text
from qbank.formats.qti12_built import Built, Unfit, choices, scored, typed_answers
from qbank.formats.qti12_item import Label, Passage, Response
from qbank.formats.qti12_material import Written, joined
from qbank.formats.qti12_numbers import accepted_numbers
from qbank.formats.qti12_rules import FULL, earned, shares

_BRACKETS = re.compile(r"^\[(.*)\]$", re.DOTALL)
_NOT_IN_NAMES = re.compile(r"[\[\]]+")
_TYPED = ("fill_in_multiple_blanks_question", "fillinmultiple", "rich_fill_blank_question")


@dataclass(frozen=True, slots=True)
class _Blank:
    """One gap to be: its name, the name its conditions have for it, and its response, where it has one."""

    name: str
    ident: str
    response: Response | None


def blanks(built: Built) -> None:
    """Make a question with gaps. Raises Unfit where it has none."""
    jumbled = _jumbled(built)
    if jumbled is not None:
        _jumbled_sentence(built, jumbled)
        return
    named = _named(built)
    if named:
        _name_places(built, [blank.name for blank in named])
    else:
        named = _placed(built)
    if not named:
        raise Unfit("it has no gap")
    built.document.type = QuestionType.CLOZE
    built.document.options = [_gap(built, blank) for blank in named]
    _weigh(built, named)


def _named(built: Built) -> list[_Blank]:
    """List the gaps whose names stand in the stem, in brackets."""
    stem = built.document.stem
    found = []
    for response in built.parts.responses:
        name = next((name for name in _names(response) if f"[{name}]" in stem), None)
        if name is None:
            return []
        found.append(_Blank(name, response.ident, response))
    if found:
        return found if len({blank.name for blank in found}) == len(found) else []
    idents = dict.fromkeys(test.response for rule in built.rules for test in rule.wanted)
    named = [(_BRACKETS.sub(r"\1", ident), ident) for ident in idents]
    return [_Blank(name, ident, None) for name, ident in named if name and f"[{name}]" in stem]


def _names(response: Response) -> list[str]:
    said = [response.prompt.text, response.ident.removeprefix("response_"), response.ident]
    bare = [_BRACKETS.sub(r"\1", name.strip()) for name in said]
    return [name for name in bare if name and not _NOT_IN_NAMES.search(name)]


def _name_places(built: Built, names: list[str]) -> None:
    """Turn `[name]` into `[[name]]`, and hide what looks like a gap and is none."""
    document = built.document
    places = re.compile("|".join(re.escape(f"[{name}]") for name in sorted(names, key=len, reverse=True)))
    hidden = "&#91;[" if document.format is TextFormat.HTML else "[ ["
    document.stem = PLACE.sub(
        lambda found: found[0] if found[1] in names else f"{hidden}{found[1]}]]", document.stem
    )
    document.stem = places.sub(lambda found: f"[{found[0]}]", document.stem)


def _placed(built: Built) -> list[_Blank]:
    """List the gaps that stand between the pieces of the text, and put their places into the stem."""
    texts: list[Written] = []
    found: list[_Blank] = []
    count = len(built.parts.responses)
    after_response = False
    for piece in built.parts.pieces:
        if isinstance(piece, Passage):
            if texts and not after_response and not piece.text.is_empty:
                texts.append(Written("\n", TextFormat.PLAIN))
            texts.append(_shielded(piece.text))
            after_response = False
            continue
        name = f"gap{len(found) + 1}" if count > 1 else "gap"
        if not piece.prompt.is_empty and piece.labels:
            texts.append(Written(f"\n{piece.prompt.text} ", TextFormat.PLAIN))
        texts.append(Written(f"[[{name}]]", TextFormat.PLAIN))
        found.append(_Blank(name, piece.ident, piece))
        after_response = True
    stem = joined([text for text in texts if text.text], "")
    built.document.stem, built.document.format = stem.text.strip(), stem.format
    return found


def _shielded(text: Written) -> Written:
    return Written(PLACE.sub(r"[ [\1]]", text.text), text.format)


def _gap(built: Built, blank: _Blank) -> Gap:
    response = blank.response
    if response is None or not response.labels or response.kind in ("str", "num"):
        return _typed(built, blank)
    if built.parts.metadata.get("question_type", "").lower() in _TYPED:
        return _listed(built, blank, response)
    made = choices(built, response, shares(scored(built, response)))
    return Gap(name=blank.name, kind=GapKind.CHOICE, choices=made)


def _typed(built: Built, blank: _Blank) -> Gap:
    response = blank.response
    numeric = response is not None and (
        response.kind == "num" or response.rendering.get("fibtype", "").lower() in ("integer", "decimal")
    )
    if numeric and (numbers := accepted_numbers(built, blank.ident)):
        return Gap(name=blank.name, kind=GapKind.NUMBER, numbers=numbers)
    return Gap(name=blank.name, kind=GapKind.SHORT, answers=typed_answers(built, blank.ident))


def _listed(built: Built, blank: _Blank, response: Response) -> Gap:
    """Make a gap of the answers listed for it: Canvas accepts each of them and scores only the first."""
    answers = []
    for label in response.labels:
        if label.text.is_empty:
            continue
        answers.append(AcceptedAnswer(text=reader_text(label.text.text, label.text.format)))
        built.told(response.ident, label.ident, answers[-1])
    return Gap(name=blank.name, kind=GapKind.SHORT, answers=answers)


def _weigh(built: Built, named: list[_Blank]) -> None:
    """Give the gaps their weights, where some earn more than others."""
    best = [max(earned(built.rules, blank.ident, conjoint=False).values(), default=0.0) for blank in named]
    if any(value <= 0 or value == FULL for value in best) or max(best) - min(best) <= 0.02 * max(best):
        return
    for gap, value in zip(built.document.options, best, strict=True):
        gap.weight = round(value / min(best), 4)


def _jumbled(built: Built) -> Response | None:
    """Give the response whose labels stand in a sentence of its own, as WebCT's jumbled sentences have it."""
    responses = built.parts.responses
    if len(responses) != 1 or not any(isinstance(each, Written) for each in responses[0].inline):
        return None
    return responses[0] if responses[0].cardinality.lower() == "ordered" else None


def _jumbled_sentence(built: Built, response: Response) -> None:
    texts = [_shielded(passage.text) for passage in built.parts.passages if not passage.text.is_empty]
    gaps: list[Gap] = []
    order = _positions(built, response)
    if sorted(order) != list(range(1, len(response.labels) + 1)):
        raise Unfit("its conditions do not say which word stands where")
    for each in response.inline:
        if isinstance(each, Label):
            name = f"gap{len(gaps) + 1}"
            right = {order[len(gaps) + 1]: 1.0}
            made = choices(built, response, right)
            gaps.append(Gap(name=name, kind=GapKind.DRAG, choices=made))
            texts.append(Written(f"[[{name}]]", TextFormat.PLAIN))
        else:
            texts.append(_shielded(each))
    stem = joined(texts, "")
    built.document.stem, built.document.format = stem.text.strip(), stem.format
    built.document.type = QuestionType.CLOZE
    built.document.options = gaps


def _positions(built: Built, response: Response) -> dict[int, str]:
    """Give the right label for each place, counted from 1."""
    found: dict[int, str] = {}
    for rule in built.rules:
        for test in rule.wanted if rule.is_right else ():
            index = test.attributes.get("index", "")
            if test.response == response.ident and index.isascii() and index.isdigit():
                found.setdefault(int(index[:6]), test.value)
    return found
