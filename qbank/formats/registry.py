"""Which formats qbank knows, which of them it reads and writes, and the module that does it."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import cast

from qbank.errors import Kind, QbankError
from qbank.formats import other_formats
from qbank.formats.base import Carries, Reader, WriteOption, Writer
from qbank.formats.format import Format

_OWN = "qbank.formats.qbank_json"
_TABLES = "qbank.formats.tables"
_HTML = "qbank.formats.html_page"
_MARKDOWN = "qbank.formats.markdown_page"
_QTI12 = "qbank.formats.qti12"
_XLSX = "qbank.formats.xlsx"
EXTRAS: dict[str, tuple[str, ...]] = {
    "html": ("nh3", "markdown_it"),
    "xml": ("lxml",),
    "xlsx": ("xlsxwriter",),
}
"""The modules that each extra brings."""

_KNOWN = (
    Format("ndjson", "qbank's own NDJSON", (".ndjson",), reads=True, writes=True, module=_OWN),
    Format("json", "qbank's own JSON", (), reads=True, writes=True, module=_OWN),
    Format("json-shapes", "JSON", (".json", ".jsonl"), reads=True, module="qbank.formats.json_shapes"),
    Format("csv", "CSV", (".csv",), reads=True, writes=True, module=_TABLES),
    Format("tsv", "TSV", (".tsv", ".tab"), reads=True, writes=True, module=_TABLES),
    Format("gift", "Moodle GIFT", (".gift",), reads=True, writes=True, module="qbank.formats.gift"),
    Format("aiken", "Aiken", (".aiken",), reads=True, writes=True, module="qbank.formats.aiken"),
    Format(
        "moodle-xml", "Moodle XML", reads=True, writes=True, module="qbank.formats.moodle_xml", extra="xml"
    ),
    Format(
        "moodle-cloze",
        "Moodle Cloze text",
        (".cloze",),
        instead="put it into a Cloze question in Moodle, and export that as Moodle XML",
    ),
    Format("qti12", "QTI 1.2", (".imscc", ".qti"), reads=True, writes=True, module=_QTI12, extra="xml"),
    Format("qti2", "QTI 2"),
    Format("qti3", "QTI 3"),
    Format("blackboard-pool", "a Blackboard pool"),
    Format(
        "blackboard-tab", "Blackboard tab-delimited text", reads=True, module="qbank.formats.blackboard_tab"
    ),
    Format("brightspace-csv", "Brightspace CSV", reads=True, module="qbank.formats.brightspace_csv"),
    Format("xlsx", "an Excel workbook", (".xlsx", ".xlsm"), reads=True, writes=True, module=_XLSX),
    Format("kahoot-xlsx", "a Kahoot workbook", reads=True, module=_XLSX),
    Format("apkg", "an Anki package", instead="in Anki, export the notes as plain text"),
    Format("anki-text", "Anki text", reads=True, module="qbank.formats.anki_text"),
    Format("h5p", "an H5P package"),
    Format("olx", "Open edX OLX"),
    Format("edx-markdown", "Open edX Markdown"),
    Format("rexams", "R/exams", (".rmd", ".rnw"), instead="in R, exams2moodle() makes Moodle XML of it"),
    Format("exam-tex", "LaTeX of the exam class"),
    Format(
        "amc-tex", "LaTeX of Auto Multiple Choice", instead="the program amc2moodle makes Moodle XML of it"
    ),
    Format("amc-txt", "AMC-TXT"),
    Format("text2qti", "text2qti Markdown", instead="the program text2qti makes QTI 1.2 of it"),
    Format("md2qti", "md2qti Markdown"),
    Format("open-trivia-text", "OpenTriviaQA text"),
    Format("webct", "WebCT text"),
    Format("examview", "ExamView XML"),
    Format("missingword", "Moodle missing word", instead="--from gift reads it"),
    Format("html", "a page to print", (".html", ".htm"), writes=True, module=_HTML, extra="html"),
    Format("markdown", "a Markdown page", (".md", ".markdown"), writes=True, module=_MARKDOWN, extra="html"),
)

NEAR = 3
"""So many formats are named to whoever mistypes one."""
_LIKE, _AS_LIKE = 0.5, 0.3
"""So much like a name a mistyped one is at least, and so much less than the one most like it at most."""
_COMMON = ("moodle-xml", "qti12", "gift", "aiken", "csv", "xlsx", "json-shapes")
"""Formats that other programs export, the one that holds most first."""
_WRITTEN = {".xml": "moodle-xml", ".zip": "qti12", "": "ndjson", ".jsonl": "ndjson", ".json": "json"}
"""What a suffix stands for in a file to be written, where it is another format than in one to be read."""

FORMATS: dict[str, Format] = {known.name: known for known in _KNOWN}
"""Every format qbank knows of itself, by name; those it reads come first."""


def all_formats() -> dict[str, Format]:
    """Give qbank's own formats and those of other packages; of one name, qbank's own."""
    return {
        **FORMATS,
        **{name: each for name, each in other_formats.found()[0].items() if name not in FORMATS},
    }


def format_named(name: str, wanted: Callable[[Format], bool] = lambda known: True) -> Format:
    """Give the format of a name. Raises QbankError (usage) naming those like it that are wanted."""
    if name in FORMATS:
        return FORMATS[name]
    others, broken = other_formats.found()
    if name in others:
        return others[name]
    if name in broken:
        hint = "qbank formats lists those that work"
        raise QbankError(Kind.CONFIGURATION, f"the format {name} cannot be used: {broken[name]}", hint=hint)
    like = {each.name: _likeness(name, each) for each in all_formats().values() if wanted(each)}
    least = max(_LIKE, max(like.values()) - _AS_LIKE)
    near = [each for each in sorted(like, key=like.__getitem__, reverse=True) if like[each] >= least][:NEAR]
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    hint = f"{meant}`qbank formats` lists them all"
    raise QbankError(Kind.USAGE, f"no format is called {name!r}", hint=hint)


def _likeness(name: str, known: Format) -> float:
    """Tell how like a format's name a word is, from 0 to 1; a word of its title or a suffix is as good."""
    word = name.lower().lstrip(".")
    if word in known.title.lower().split() or f".{word}" in suffixes(known):
        return 1.0
    return SequenceMatcher(None, word, known.name).ratio()


def written_as(word: str) -> str | None:
    """Give the format that a word of its title, a suffix or the beginning of its name means, if any."""
    meant = [
        each.name
        for each in FORMATS.values()
        if each.writes and word and (each.name.startswith(word.lower()) or _likeness(word, each) == 1)
    ]
    common = [name for name in _COMMON if name in meant]
    return next(iter([*(name for name in meant if name == word.lower()), *common, *meant]), None)


def suffixes(known: Format) -> tuple[str, ...]:
    """Give the suffixes that tell a format: in reading where the content does not, and in writing."""
    written = (suffix for suffix, name in _WRITTEN.items() if suffix and name == known.name)
    return tuple(dict.fromkeys((*known.suffixes, *written)))


def require_readable(name: str, file: str = "this") -> Format:
    """Give the format of a name, if qbank reads it. Raises QbankError: usage if unknown, else bad data."""
    known = format_named(name, lambda each: each.reads)
    if known.reads:
        return known
    if known.writes:
        message = f"{name} is written for people, and cannot be read"
        raise QbankError(Kind.USAGE, message, hint=f"qbank reads {readable_names()}")
    message = f"{file} is {known.title}, which qbank does not read yet"
    hint = known.instead or f"export it from its program as {_common()}"
    raise QbankError(Kind.BAD_DATA, message, hint=hint, details={"format": name})


def require_writable(name: str) -> Format:
    """Give the format of a name if qbank writes it. Raises QbankError (usage) naming those it writes."""
    known = format_named(name, lambda each: each.writes)
    if known.writes:
        return known
    message = f"qbank does not write {known.title}"
    raise QbankError(Kind.USAGE, message, hint=f"it writes {', '.join(_writable())}")


def readable_names() -> str:
    """List the formats of qbank's own that it reads, for a hint."""
    return ", ".join(known.name for known in _KNOWN if known.reads)


def _common() -> str:
    """Name the formats that a program is likely to export, as people call them."""
    *most, last = (FORMATS[name].title for name in _COMMON)
    return f"{', '.join(most)} or {last}"


def _writable() -> list[str]:
    return [known.name for known in all_formats().values() if known.writes]


def reader(name: str) -> Reader:
    """Give the reader of a format, importing its module only now.

    Raises QbankError: usage if unknown, bad data if not read yet, configuration if an install is missing.
    """
    return cast(Reader, _module(require_readable(name), "reading"))


def writer(name: str) -> Writer:
    """Give the writer of a format, importing its module only now.

    Raises QbankError: usage if unknown or not written, configuration if an install is missing.
    """
    return cast(Writer, _module(require_writable(name), "writing"))


def carries(name: str) -> Carries:
    """Tell what a format that is written holds of a question. Raises QbankError as `writer` does."""
    return writer(name).CARRIES


def options(name: str) -> Sequence[WriteOption]:
    """List the options that a format alone knows. Raises QbankError as `writer` does."""
    found: Sequence[WriteOption] = getattr(writer(name), "OPTIONS", ())
    return found


def is_installed(known: Format) -> bool:
    """Tell whether what a format's extra brings is there."""
    needs = EXTRAS.get(known.extra or "", ())
    return all(find_spec(module) is not None for module in needs)


def _module(known: Format, doing: str) -> ModuleType:
    assert known.module is not None, f"{known.name} is read or written, so it has a module"
    if known.extra is not None and not is_installed(known):
        missing = next(module for module in EXTRAS[known.extra] if find_spec(module) is None)
        raise _needs(known, doing, missing)
    try:
        return import_module(known.module)
    except ModuleNotFoundError as error:
        if known.extra is None and known.package is None:
            raise
        raise _needs(known, doing, error.name or "") from error


def _needs(known: Format, doing: str, missing: str) -> QbankError:
    hint = f"pip install {known.package}" if known.package else f"pip install 'qbank[{known.extra}]'"
    return QbankError(Kind.CONFIGURATION, f"{doing} {known.title} needs {missing}", hint=hint)


def format_of_suffix(file_name: str) -> str | None:
    """Give the name of the format of qbank's own that a file's suffix stands for, None where none."""
    lowered = file_name.lower()
    to_read = (known for known in _KNOWN if known.reads or not known.writes)
    return next((known.name for known in to_read if lowered.endswith(known.suffixes or ("\0",))), None)


def format_to_write(file_name: str) -> str:
    """Give the name of the format that a file to be written has by its suffix; ndjson for none.

    Raises QbankError (usage) for a suffix that stands for no format that qbank writes, or for several.
    """
    suffix = _suffix(file_name)
    name = _WRITTEN.get(suffix)
    if name is None or not FORMATS[name].writes:
        lowered = file_name.lower()
        written = (known for known in _KNOWN if known.writes and known.suffixes)
        name = next((known.name for known in written if lowered.endswith(known.suffixes)), None)
    name = name or other_formats.named_by_suffix(file_name, reading=False)
    if name is None:
        meant = format_of_suffix(file_name)
        what = FORMATS[meant].title if meant else f"{suffix} files"
        hint = f"--to says what to write: {', '.join(_writable())}"
        raise QbankError(Kind.USAGE, f"qbank does not write {what}", hint=hint)
    return name


def _suffix(file_name: str) -> str:
    base = file_name.replace("\\", "/").rpartition("/")[2].lower()
    return base[base.rindex(".") :] if "." in base[1:] else ""
