"""JSON of other programs: recognised by its keys, read in two passes, at flat memory for lists and NDJSON."""

from collections.abc import Iterator
from contextlib import suppress
from html import escape
from typing import BinaryIO

from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.formats.answer_keys import UndecidedKeys
from qbank.formats.base import (
    AnswerStyle,
    Diagnostic,
    Found,
    Item,
    Place,
    Reading,
    ReadOptions,
    Severity,
    Source,
    Undecided,
    Unreadable,
)
from qbank.formats.encoding import decoded
from qbank.formats.json_built import NoKey, Rules
from qbank.formats.json_coding import has_tags
from qbank.formats.json_containers import Candidate, candidates
from qbank.formats.json_draft import Draft, draft_of
from qbank.formats.json_mapping import Mapper
from qbank.formats.json_media import MediaTaker
from qbank.formats.json_passages import Passages
from qbank.formats.json_pictures import take_pictures
from qbank.formats.json_questions import build
from qbank.formats.json_survey import Survey


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a JSON file in any of the shapes that docs/json-shapes.md lists.

    First comes which key is read as what, then what the file holds beside its questions. Passages
    that several questions share become descriptions before them, pictures become media. Raises Undecided
    where the keys may mean two things, and Unreadable where nothing is recognised.
    """
    stream, warning = decoded(source)
    try:
        yield from _items(stream, warning, options)
    finally:
        if stream is not source.stream:
            stream.close()


def _items(stream: BinaryIO, warning: Diagnostic | None, options: ReadOptions) -> Iterator[Item]:
    mapper = Mapper(options.mapping)
    survey = Survey(mapper)
    survey.take(stream)
    for part, key in mapper.unmet().items():
        raise Unreadable(f"--map {part}={key}: nothing in the file has the key {key}")
    if not survey.questions:
        raise _nothing_found(stream, mapper)
    style = _style(stream, survey, options)
    yield survey.note(style)
    yield from (said for said in (warning, survey.left_aside()) if said is not None)
    yield from _Questions(survey, Rules(style, survey.has_keys, survey.keys.has_numbers)).items(stream)


def _nothing_found(stream: BinaryIO, mapper: Mapper) -> Unreadable:
    first = next((item for item in candidates(stream, mapper) if isinstance(item, Diagnostic)), None)
    if first is None:
        return Unreadable("the file holds an empty list")
    hint = (
        "qbank looks for a key such as question, stem or prompt; --map stem=KEY names the file's own, "
        "and --map options=KEY, --map key=KEY its choices and right answers"
    )
    known = first.code != "not_a_question"
    return Unreadable(f"no question is recognised: {first.message}", first.place, None if known else hint)


def _style(stream: BinaryIO, survey: Survey, options: ReadOptions) -> AnswerStyle:
    try:
        return survey.keys.decide(options.answers)
    except UndecidedKeys as undecided:
        samples = _samples(stream, survey, undecided.samples)
        readings = tuple(Reading(style, _sampled(samples, style)) for style in undecided.styles)
        raise Undecided(undecided.reason, readings) from undecided


def _samples(stream: BinaryIO, survey: Survey, wanted: tuple[int, ...]) -> list[Draft]:
    found: list[Draft] = []
    keyed = (
        draft
        for item in candidates(stream, survey.mapper)
        if isinstance(item, Candidate)
        for draft in (draft_of(item, survey.coding),)
        if draft.needs_key and draft.key is not None
    )
    for ordinal, draft in enumerate(keyed):
        if ordinal in wanted:
            found.append(draft)
        if len(found) == len(wanted):
            break
    return found


def _sampled(drafts: list[Draft], style: AnswerStyle) -> tuple[QuestionDocument, ...]:
    documents = []
    for draft in drafts:
        with suppress(NoKey):
            built = build(draft, Rules(style, has_keys=True, has_numbers=True))
            take_pictures(built.document, draft.part("image"), MediaTaker())
            if built.no_key is None:
                documents.append(built.document)
    return tuple(documents)


class _Questions:
    """The second pass: every record becomes a question, or the reason why not."""

    def __init__(self, survey: Survey, rules: Rules) -> None:
        self._survey = survey
        self._rules = rules
        self._passages = Passages()

    def items(self, stream: BinaryIO) -> Iterator[Item]:
        for item in candidates(stream, self._survey.mapper):
            if isinstance(item, Diagnostic):
                yield item
            else:
                yield from self._question(draft_of(item, self._survey.coding), item.place)

    def _question(self, draft: Draft, place: Place) -> Iterator[Item]:
        try:
            built = build(draft, self._rules)
        except NoKey as missing:
            yield Diagnostic(Severity.ERROR, "no_key", missing.reason, place)
            return
        document, taker = built.document, MediaTaker()
        take_pictures(document, draft.part("image"), taker)
        yield from (Found(picture, place) for picture in taker.found.values())
        if taker.broken:
            built.oddities.append("a picture is written in damaged base64: it is left as text")
        yield from self._with_passage(document, draft, place)
        if built.no_key is not None:
            yield Diagnostic(Severity.WARNING, "no_key", f"{built.no_key}: read as a draft", place)
        for oddity in built.oddities:
            yield Diagnostic(Severity.WARNING, "odd", oddity, place)
        yield Found(document, place)

    def _with_passage(self, document: QuestionDocument, draft: Draft, place: Place) -> Iterator[Found]:
        passage = self._survey.passage_of(draft)
        if not passage:
            return
        if self._survey.census.is_shared(passage):
            name = draft.around.passage_name or (draft.around.topics or ("",))[-1]
            document.stimulus, description = self._passages.of(passage, name, document.category)
            if description is not None:
                yield Found(description, place)
        elif document.format is TextFormat.HTML:
            document.stem = (
                f"<p>{passage if has_tags(passage) else escape(passage, quote=False)}</p>\n{document.stem}"
            )
        else:
            document.stem = f"{passage}\n\n{document.stem}"
