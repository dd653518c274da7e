"""Questions that qbank cannot model, kept as Moodle XML: whether what is kept may go into a file again."""

from lxml.etree import _Element

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats.moodle_kept import fingerprint, kept
from qbank.formats.moodle_reading import read_whole
from qbank.formats.xml_reading import Malformed, parse_element

KEPT_WHOLE = frozenset({QuestionType.OPAQUE, QuestionType.DYNAMIC})


def whole_source(document: QuestionDocument) -> str | None:
    """Give the question element that is kept of a question, None where it is none that can be read again."""
    source = kept(document).get("source")
    element = _element(source) if isinstance(source, str) else None
    return source if element is not None and element.tag == "question" else None


def is_as_read(document: QuestionDocument, source: str) -> bool:
    """Tell whether all that qbank holds of a question is what its source says."""
    of = kept(document).get("of")
    if of is None and (element := _element(source)) is not None:
        of = kept(read_whole(element, source, None, {}).document).get("of")
    return of == fingerprint(document)


def is_well_formed(xml: str) -> bool:
    """Tell whether a text is one element that can be put into a file."""
    return _element(xml) is not None


def _element(source: str) -> _Element | None:
    try:
        return parse_element(source.encode("utf-8", "replace"))
    except Malformed:
        return None
