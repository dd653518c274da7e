"""One question element of Moodle XML as a question document, with what is to be said of it."""

from typing import Any, NamedTuple

from lxml.etree import _Element

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, Scoring
from qbank.domain.records import MediaDocument
from qbank.formats import moodle_answers as answers, moodle_gaps as gaps
from qbank.formats.moodle_answers import Unmodelled
from qbank.formats.moodle_kept import fingerprint
from qbank.formats.moodle_names import NAME, is_dynamic
from qbank.formats.moodle_parts import Parts, word_of
from qbank.formats.moodle_texts import media_of

_TYPES: dict[str, answers.Builder] = {
    "multichoice": answers.multichoice,
    "truefalse": answers.true_false,
    "shortanswer": answers.short_answer,
    "numerical": answers.numerical,
    "matching": answers.matching,
    "match": answers.matching,
    "ordering": answers.ordering,
    "essay": answers.essay,
    "description": answers.description,
    "cloze": gaps.cloze,
    "multianswer": gaps.cloze,
    "gapselect": gaps.select_gaps,
    "ddwtos": gaps.drag_words,
}
_HINT = frozenset({"clearwrong", "shownumcorrect"})


class Read(NamedTuple):
    """A question, the files its texts refer to, and what is to be said of it, words by code."""

    document: QuestionDocument
    media: list[MediaDocument]
    said: dict[str, str]


def read_question(element: _Element, source: bytes, category: str | None) -> Read:
    """Read a question. `source` is its element in UTF-8, byte for byte, for what the model cannot hold."""
    kind = (element.get("type") or "").strip()
    if kind in _TYPES:
        try:
            return _modelled(element, kind, category)
        except Unmodelled as error:
            said = {error.code: f"{error.reason}; it is kept as it is"}
    else:
        said = {} if kind else {"no_type": "the question has no type: it is kept as it is"}
    return read_whole(element, source.decode(), category, said)


def _modelled(element: _Element, kind: str, category: str | None) -> Read:
    parts = Parts(element)
    document = QuestionDocument(type=QuestionType.OPAQUE, category=category, details=Details())
    _header(document, parts)
    _require_stem(document, parts)
    kept = _TYPES[kind](document, parts) or {}
    _footer(document, parts)
    _keep(document, parts, kept)
    return Read(document, list(parts.texts.media.values()), parts.texts.said)


def _header(document: QuestionDocument, parts: Parts) -> None:
    """Read the name and text; the text's markup is what all others default to."""
    texts = parts.texts
    document.title = parts.value("name") or None
    stem = parts.one("questiontext")
    if stem is not None:
        document.format = texts.format = texts.markup_of(stem)
        document.stem = texts.words(stem, "questiontext")
    _old_picture(document, parts)
    document.explanation = texts.text(parts.one("generalfeedback"), "generalfeedback")


def _require_stem(document: QuestionDocument, parts: Parts) -> None:
    if document.stem:
        return
    if not document.title:
        raise Unmodelled("no_text", "the question has neither a text nor a name")
    document.stem = document.title
    parts.texts.said["no_text"] = "the question has no text: its name stands for it"


def _old_picture(document: QuestionDocument, parts: Parts) -> None:
    """Put the picture of a file older than Moodle 2 below the text, as Moodle does."""
    name = parts.value("image")
    if name is None:
        return
    picture = parts.one("image_base64")
    data = "" if picture is None else word_of(picture)
    if not data:
        if name:
            parts.texts.said["missing_file"] = f"the picture {name[:60]!r} is not in the file"
        return
    media = media_of(data, name or "")
    if media is None:
        parts.texts.said["bad_file"] = f"the picture {(name or '')[:60]!r} cannot be read: it is left out"
        return
    parts.texts.media[media.sha256] = media
    document.stem += f'<img src="qbank://media/{media.sha256}" alt="">'


def _footer(document: QuestionDocument, parts: Parts) -> None:
    """Read what all types have."""
    document.points = _above_zero(parts.number("defaultgrade"))
    document.external_id = parts.value("idnumber") or None
    if parts.flag("hidden"):
        _hide(document, parts)
    document.tags = _tags(parts)
    details = document.details
    penalty = parts.number("penalty")
    if penalty is not None:
        details.scoring = Scoring(penalty=penalty)
    details.shuffle = parts.flag("shuffleanswers")
    if (numbering := parts.value("answernumbering")) is not None:
        details.numbering = numbering or None
    if hints := parts.many("hint"):
        details.hints = [_hint(element, at, parts) for at, element in enumerate(hints)]
    details.feedback = _outcomes(parts)


def _hide(document: QuestionDocument, parts: Parts) -> None:
    """Retire what Moodle hides; what has no key stays a draft, for nothing else may lack it."""
    if document.status is None:
        document.status = Status.RETIRED
    else:
        parts.texts.said["hidden"] = (
            f"it is hidden in Moodle: here it is a {document.status}, and not retired"
        )


def _above_zero(points: float | None) -> float | None:
    return points if points is not None and points >= 0 else None


def _tags(parts: Parts) -> list[str]:
    return [word for tags in parts.many("tags") for tag in tags if (word := word_of(tag))]


def _hint(element: _Element, at: int, parts: Parts) -> Hint:
    texts = parts.texts
    words, others = texts.split(element, "hint", at, _HINT)
    return Hint(
        text=texts.rich(words, element) if words else "",
        clear_wrong="clearwrong" in others,
        show_count="shownumcorrect" in others,
    )


def _outcomes(parts: Parts) -> OutcomeFeedback | None:
    texts = parts.texts
    correct = texts.text(parts.one("correctfeedback"), "correctfeedback")
    partial = texts.text(parts.one("partiallycorrectfeedback"), "partiallycorrectfeedback")
    incorrect = texts.text(parts.one("incorrectfeedback"), "incorrectfeedback")
    if correct is None and partial is None and incorrect is None:
        return None
    return OutcomeFeedback(correct=correct, partial=partial, incorrect=incorrect)


def _keep(document: QuestionDocument, parts: Parts, kept: dict[str, Any]) -> None:
    """Keep what the model does not hold; what depends on the rest, with the hash of the rest."""
    if settings := parts.settings():
        kept["settings"] = settings
    if parts.texts.names:
        kept["files"] = parts.texts.names
    rest = [["", xml] for xml in parts.left()] if parts else []
    rest += map(list, parts.texts.rest)
    if rest:
        kept["rest"] = rest
    if kept:
        document.extensions = {NAME: kept}
    if rest or "boxes" in kept:
        kept["of"] = fingerprint(document)


def read_whole(element: _Element, source: str, category: str | None, said: dict[str, str]) -> Read:
    """Keep a question byte for byte; its name, text and tags are read so that it can be found."""
    kind = (element.get("type") or "").strip()
    parts = Parts(element)
    document = QuestionDocument(
        type=QuestionType.DYNAMIC if is_dynamic(kind) else QuestionType.OPAQUE, category=category
    )
    document.title = parts.value("name") or None
    stem = parts.one("questiontext")
    if stem is not None:
        document.format = parts.texts.format = parts.texts.markup_of(stem)
        inner = stem.find("text")
        document.stem = parts.texts.characters(stem if inner is None else inner)
    document.points = _above_zero(parts.number("defaultgrade"))
    document.external_id = parts.value("idnumber") or None
    if parts.flag("hidden"):
        document.status = Status.RETIRED
    document.tags = _tags(parts)
    document.extensions = {NAME: {"type": kind, "source": source}}
    document.extensions[NAME]["of"] = fingerprint(document)
    return Read(document, [], said)
