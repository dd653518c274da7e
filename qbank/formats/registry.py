"""Which formats qbank knows, which of them it reads and writes, and the module that does it."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from typing import cast

from qbank.errors import Kind, QbankError
from qbank.formats.base import Reader

_OWN = "qbank.formats.qbank_json"
_TABLES = "qbank.formats.tables"
_QTI12 = "qbank.formats.qti12"
_AS_CSV = "save the sheet as CSV (UTF-8) and import that"
_ELSE = "qbank reads CSV, TSV and JSON: have the program that wrote the file export one of those"


@dataclass(frozen=True, slots=True)
class Format:
    """One interchange format. `module` reads and writes it; `extra` is the optional install it needs.

    `instead` is what a person can do with a file of a format that is known and not read.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    reads: bool = False
    writes: bool = False
    module: str | None = None
    extra: str | None = None
    instead: str = _ELSE


_KNOWN = (
    Format("ndjson", "qbank's own NDJSON", (".ndjson",), reads=True, writes=True, module=_OWN),
    Format("json", "qbank's own JSON", (), reads=True, writes=True, module=_OWN),
    Format("json-shapes", "JSON", (".json", ".jsonl"), reads=True, module="qbank.formats.json_shapes"),
    Format("csv", "CSV", (".csv",), reads=True, module=_TABLES),
    Format("tsv", "TSV", (".tsv", ".tab"), reads=True, module=_TABLES),
    Format("gift", "Moodle GIFT", (".gift",)),
    Format("aiken", "Aiken", (".aiken",)),
    Format("moodle-xml", "Moodle XML"),
    Format("moodle-cloze", "Moodle Cloze text", (".cloze",)),
    Format("qti12", "QTI 1.2", (".imscc", ".qti"), reads=True, writes=True, module=_QTI12, extra="xml"),
    Format("qti2", "QTI 2"),
    Format("qti3", "QTI 3"),
    Format("blackboard-pool", "a Blackboard pool"),
    Format("blackboard-tab", "Blackboard tab-delimited text"),
    Format("brightspace-csv", "Brightspace CSV"),
    Format("xlsx", "an Excel workbook", instead=_AS_CSV),
    Format("kahoot-xlsx", "a Kahoot workbook", instead=_AS_CSV),
    Format("apkg", "an Anki package", instead="in Anki, export the notes as plain text"),
    Format("anki-text", "Anki text"),
    Format("h5p", "an H5P package"),
    Format("olx", "Open edX OLX"),
    Format("edx-markdown", "Open edX Markdown"),
    Format("rexams", "R/exams", (".rmd", ".rnw")),
    Format("exam-tex", "LaTeX of the exam class"),
    Format("amc-tex", "LaTeX of Auto Multiple Choice"),
    Format("amc-txt", "AMC-TXT"),
    Format("text2qti", "text2qti Markdown"),
    Format("md2qti", "md2qti Markdown"),
    Format("open-trivia-text", "OpenTriviaQA text"),
    Format("webct", "WebCT text"),
    Format("examview", "ExamView XML"),
    Format("missingword", "Moodle missing word"),
)

FORMATS: dict[str, Format] = {known.name: known for known in _KNOWN}
"""Every format qbank knows, by name; those it reads come first."""


def format_named(name: str) -> Format:
    """Give the format of a name. Raises QbankError (usage) naming the known ones, nearest first."""
    if name in FORMATS:
        return FORMATS[name]
    nearest = sorted(FORMATS, key=lambda known: -SequenceMatcher(None, name.lower(), known).ratio())
    raise QbankError(
        Kind.USAGE, f"no format is called {name!r}", hint=f"the formats are {', '.join(nearest)}"
    )


def require_readable(name: str) -> Format:
    """Give the format of a name if qbank reads it. Raises QbankError: usage if unknown, else bad data."""
    known = format_named(name)
    if not known.reads:
        message = f"this is {known.title}, which qbank does not read yet"
        raise QbankError(Kind.BAD_DATA, message, hint=known.instead, details={"format": name})
    return known


def reader(name: str) -> Reader:
    """Give the reader of a format, importing its module only now.

    Raises QbankError: usage if unknown, bad data if not read yet, configuration if an install is missing.
    """
    known = require_readable(name)
    assert known.module is not None, f"{name} is read, so it has a module"
    try:
        return cast(Reader, import_module(known.module))
    except ModuleNotFoundError as error:
        if known.extra is None:
            raise
        hint = f"pip install 'qbank[{known.extra}]'"
        message = f"reading {known.title} needs {error.name}"
        raise QbankError(Kind.CONFIGURATION, message, hint=hint) from error


def format_of_suffix(file_name: str) -> str | None:
    """Give the name of the format that a file's suffix stands for, None where it stands for none."""
    lowered = file_name.lower()
    return next((known.name for known in _KNOWN if lowered.endswith(known.suffixes or ("\0",))), None)
