"""One item of QTI 1.2 as the question it is, with what there is to say of it."""

from collections.abc import Callable, Iterator

from lxml import etree

from qbank.domain.category_path import join_path
from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, format_of, text_of
from qbank.domain.validation import InvalidQuestion, KeyMissing, checked
from qbank.formats.base import Diagnostic, Found, Item, Place, Severity
from qbank.formats.qti12_areas import OWN_AREAS
from qbank.formats.qti12_built import Built, Unfit
from qbank.formats.qti12_feedback import hang_feedback
from qbank.formats.qti12_item import ItemParts, item_parts
from qbank.formats.qti12_kept import keep_rest, keep_whole
from qbank.formats.qti12_kinds import Kind, kind_of, named_kind
from qbank.formats.qti12_media import MediaFinder
from qbank.formats.qti12_names import OWN_IDENT
from qbank.formats.qti12_numbers import decimal
from qbank.formats.qti12_questions import make, stem_of
from qbank.formats.qti12_rules import Rule, rules
from qbank.formats.qti12_scan import Group, Placed
from qbank.formats.rich_texts import by_words, change_texts
from qbank.formats.xml_reading import Malformed, mended, parse_element, with_words

_KEPT_WHOLE = (Kind.CALCULATED, Kind.CATEGORIES, Kind.HOTSPOT)
"""Kinds whose questions cannot be written again from what the model holds of them."""
_POINTS = (
    "points_possible",
    "respondusapi_qpoints",
    "cc_weighting",
    "qmd_absolutescore_max",
    "qmd_weighting",
)
_PLAIN_SECTIONS = ("root_section", "main")
_MOST_WORK = 20_000_000
"""So many comparisons of answers with conditions one item may cost."""


def read_item(placed: Placed, place: Place, folder: str, media: MediaFinder) -> Iterator[Item]:
    """Yield an item's files and its question, or why there is none; then what there is to say of it."""
    try:
        data, element, flaw = _parsed(placed)
    except Malformed as error:
        yield _damaged(placed, place, error)
        return
    parts = item_parts(element)
    found = rules(parts)
    kind = kind_of(parts, found)
    said: list[Diagnostic] = []
    if flaw:
        message = f"it is not well-formed XML ({flaw}): read with that mended"
        said.append(Diagnostic(Severity.WARNING, "mended", message, place))
    document = _question(parts, found, kind, said, place)
    _describe(document, parts, placed.groups)
    _take_media(document, folder, media)
    if _is_kept_whole(document, kind, parts):
        keep_whole(document, media.taken(data.decode("utf-8", "replace"), folder))
    else:
        keep_rest(document, parts)
    yield from (Found(each, place) for each in media.found)
    yield Found(document, place)
    said += [_missing(address, place) for address in media.missing]
    media.found.clear()
    media.missing.clear()
    yield from said


def _damaged(placed: Placed, place: Place, error: Malformed) -> Diagnostic:
    reason = placed.fragment.flaw or error.reason
    line = place.line if placed.fragment.flaw else error.line
    message = f"the question is damaged: {reason}"
    return Diagnostic(Severity.ERROR, "damaged", message, Place(line, place.item, place.path))


def _is_kept_whole(document: QuestionDocument, kind: Kind, parts: ItemParts) -> bool:
    if document.type in (QuestionType.OPAQUE, QuestionType.DYNAMIC):
        return True
    return kind in _KEPT_WHOLE and OWN_AREAS not in parts.metadata


def _parsed(placed: Placed) -> tuple[bytes, etree._Element, str]:
    """Parse an item as it is, with its document's namespaces, or mended.

    Gives the parsed text, the element, and what was mended, '' for nothing. Raises Malformed.
    """
    line = placed.fragment.line
    prepared: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("", placed.as_it_is),
        ("", placed.standing_alone),
        ("`&` or a control character", lambda: mended(placed.standing_alone())),
    )
    for flaw, prepare in prepared:
        data = prepare()
        try:
            return data, parse_element(data, line), flaw
        except Malformed:
            continue
    data = mended(with_words(placed.standing_alone(), "mattext", "mat_formattedtext"))
    return data, parse_element(data, line), "HTML that is not escaped"


def _question(
    parts: ItemParts, found: list[Rule], kind: Kind, said: list[Diagnostic], place: Place
) -> QuestionDocument:
    """Make the question; what cannot be one is kept as it is, and that is said."""
    try:
        built = _built(parts, found, kind)
        document = _valid(built, said, place)
    except (Unfit, InvalidQuestion) as error:
        word = next((parts.metadata[name] for name in parts.metadata if "type" in name.lower()), "")
        named = f" ({word})" if named_kind(parts.metadata) is None and word else ""
        message = f"kept as it is{named}: {error.reason}"
        said.append(Diagnostic(Severity.WARNING, "kept_as_is", message, place))
        return _opaque(parts)
    said += [Diagnostic(Severity.WARNING, "scoring", note, place) for note in dict.fromkeys(built.notes)]
    return document


def _built(parts: ItemParts, found: list[Rule], kind: Kind) -> Built:
    tests = sum(len(rule.tests) for rule in found)
    labels = sum(len(response.labels) for response in parts.responses)
    if tests * (len(parts.responses) + 1) + labels * len(found) > _MOST_WORK:
        raise Unfit("it has more answers and conditions than anybody writes")
    built = Built(QuestionDocument(type=QuestionType.OPAQUE), parts, found)
    make(built, kind)
    hang_feedback(built)
    return built


def _valid(built: Built, said: list[Diagnostic], place: Place) -> QuestionDocument:
    """Check the question as the bank will; one without a key becomes a draft. Raises InvalidQuestion."""
    document = built.document
    if document.type is QuestionType.DYNAMIC:
        return document
    try:
        return checked(document)
    except KeyMissing:
        document.status = Status.DRAFT
        said.append(Diagnostic(Severity.WARNING, "no_key", "no answer earns points: read as a draft", place))
        return checked(document)


def _opaque(parts: ItemParts) -> QuestionDocument:
    document = QuestionDocument(type=QuestionType.OPAQUE)
    stem = stem_of(Built(document, parts, []))
    document.stem, document.format = stem.text, stem.format
    return document


def _describe(document: QuestionDocument, parts: ItemParts, groups: list[Group]) -> None:
    """Give the question its title, points, category and the id it has in its file."""
    document.title = " ".join(parts.title.split()) or None
    if not OWN_IDENT.fullmatch(parts.ident):
        ident = parts.ident or parts.metadata.get("bbmd_asi_object_id", "")
        document.external_id = ident or None
    document.author = parts.metadata.get("wct_authorFullName") or None
    document.points = _points(parts, groups, zero=document.type is not QuestionType.DESCRIPTION)
    document.category = _category(parts, groups)


def _points(parts: ItemParts, groups: list[Group], *, zero: bool) -> float | None:
    if zero and decimal(parts.metadata.get("points_possible", "")) == 0:
        return 0.0
    said = [parts.metadata.get(name, "") for name in _POINTS]
    said.append(groups[-1].said("points_per_item") if groups else "")
    for text in said:
        value = decimal(text)
        if value is not None and 0 < value < 10**6:
            return float(value)
    return None


def _category(parts: ItemParts, groups: list[Group]) -> str | None:
    own = next(
        (group.fields()["qbank_category"] for group in groups if "qbank_category" in group.fields()), None
    )
    if own is not None:
        return own or None
    names: list[str] = []
    for group in groups:
        name = group.fields().get("bank_title", "") or group.title
        if name and name != group.ident and name.lower() not in _PLAIN_SECTIONS and name not in names[-1:]:
            names.append(name)
    if not names:
        names = [parts.metadata.get("wct_questioncategory", "")]
    return join_path(names) or None


def _take_media(document: QuestionDocument, folder: str, media: MediaFinder) -> None:
    """Take the files out of every HTML text of a question, and the picture beside them."""

    def taken(text: Text) -> Text:
        return change(text) if format_of(text, document.format) is TextFormat.HTML else text

    change = by_words(lambda words: media.taken(words, folder))
    if document.details.image:
        document.details.image = media.address(document.details.image, folder)
    document.stem = text_of(taken(document.stem))
    change_texts(document, taken)


def _missing(address: str, place: Place) -> Diagnostic:
    return Diagnostic(
        Severity.WARNING, "missing_file", f"refers to {address}, which the package does not have", place
    )
