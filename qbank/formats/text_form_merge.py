"""An edited question: what its text says now, and from the original all that the text form cannot say."""

from collections.abc import Sequence
from copy import copy
from difflib import SequenceMatcher
from typing import Any

import msgspec

from qbank.domain import jsontext
from qbank.domain.options import ELEMENT_OF
from qbank.domain.question import Details, QuestionDocument
from qbank.domain.text import RichText, Text
from qbank.formats.text_form_sections import SECTIONS, put_text, text_at

_NO_WORDS = ("id", "fraction", "feedback", "choices", "answers", "numbers", "fixed")
_CLOSE = 0.5


def put_body(
    document: QuestionDocument, original: QuestionDocument, before: QuestionDocument, said: QuestionDocument
) -> None:
    """Change the body of a question from what its text said `before` to what is `said` now.

    `before` is read from the original's own text: what was not touched stays as the original has it, to the
    last blank.
    """
    document.type = said.type
    if said.stem != before.stem:
        document.stem = said.stem
    same_shape = ELEMENT_OF[said.type] is ELEMENT_OF[original.type]
    document.options = (
        _merged(original.options, before.options, said.options) if same_shape else list(said.options)
    )
    document.details = _details(original.details)
    document.details.hints = _merged(original.details.hints, before.details.hints, said.details.hints)
    for name in SECTIONS[2:] + SECTIONS[:1]:
        now = text_at(said, name)
        if now != text_at(before, name):
            put_text(document, name, _retold(text_at(original, name), now))


def _details(details: Details) -> Details:
    made = copy(details)
    made.response, made.feedback = copy(details.response), copy(details.feedback)
    return made


def _retold(text: Text | None, now: Any) -> Any:
    """Give a text its new words in the markup it had."""
    return RichText(now, text.format) if isinstance(text, RichText) and isinstance(now, str) else now


def _merged(originals: Sequence[Any], before: Sequence[Any], said: Sequence[Any]) -> list[Any]:
    partners = _partners(before, said)
    return [
        element if partner is None else _element(originals[partner], before[partner], element)
        for element, partner in zip(said, partners, strict=True)
    ]


def _element(original: Any, before: Any, said: Any) -> Any:
    merged = copy(original)
    for name in said.__struct_fields__:
        old, now = getattr(before, name), getattr(said, name)
        if name == "id" or name not in original.__struct_fields__:
            continue
        if isinstance(now, list) and now and isinstance(now[0], msgspec.Struct):
            setattr(merged, name, _merged(getattr(original, name), old, now))
        elif now != old:
            setattr(merged, name, _retold(getattr(original, name), now))
    return merged


def _partners(before: Sequence[Any], said: Sequence[Any]) -> list[int | None]:
    """Tell which option each one was: of the same words, else of much the same, else at the same place."""
    old, new = [_words(element) for element in before], [_words(element) for element in said]
    free = set(range(len(old)))
    partners: list[int | None] = []
    for words in new:
        same = min((place for place in free if old[place] == words), default=None)
        free.discard(-1 if same is None else same)
        partners.append(same)
    _pair_alike(partners, free, old, new)
    if len(old) == len(new):
        for place, partner in enumerate(partners):
            if partner is None and place in free:
                partners[place] = place
                free.discard(place)
    return partners


def _pair_alike(partners: list[int | None], free: set[int], old: Sequence[str], new: Sequence[str]) -> None:
    alike = [
        (SequenceMatcher(None, old[was], new[now], autojunk=False).ratio(), was, now)
        for now, partner in enumerate(partners)
        if partner is None
        for was in free
    ]
    for closeness, was, now in sorted(alike, key=lambda each: -each[0]):
        if closeness >= _CLOSE and was in free and partners[now] is None:
            partners[now] = was
            free.discard(was)


def _words(element: Any) -> str:
    said = {name: getattr(element, name) for name in element.__struct_fields__ if name not in _NO_WORDS}
    return jsontext.encode_text(said)
