"""What the list of files in a zip shows of the package's format."""

import re
import zipfile
from typing import BinaryIO

from qbank.errors import Kind, QbankError
from qbank.formats.zip_listing import BROKEN, NoZip, listed, one_line

_MANIFEST_HEAD = 256 << 10
_DOCUMENTS = (".xml", ".dat", ".qti")
_DOCUMENT_HEAD = 4 << 10
_MOST_HEADS = 20
_ROOTS = (
    (re.compile(rb"<(?:[\w.-]+:)?questestinterop[\s>]"), "qti12"),
    (re.compile(rb"<(?:[\w.-]+:)?assessment(?:Item|Test)[\s>]"), "qti2"),
    (re.compile(rb"<(?:[\w.-]+:)?qti-assessment-(?:item|test)[\s>]"), "qti3"),
)
_OFFICE = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/container.xml": "an e-book",
    "content.xml": "an OpenDocument file",
}
_ANKI = frozenset(("collection.anki2", "collection.anki21", "collection.anki21b"))


def of_zip(name: str, stream: BinaryIO) -> str:
    """Recognise a package by the names of its files, and QTI's versions by the head of its manifest or files.

    Nothing is unpacked but those heads. Raises QbankError (bad data) for a broken, oversized or unknown zip.
    """
    try:
        package = listed(stream)
        names = package.namelist()
        found = _by_names(names) or _by_manifest(package, names) or _by_documents(package, names)
        return found or _refuse(name, names)
    except (NoZip, *BROKEN) as error:
        raise QbankError(Kind.BAD_DATA, f"{name} is not a readable zip: {one_line(error)}") from error


def _by_names(names: list[str]) -> str | None:
    present = set(names)
    if "xl/workbook.xml" in present or "xl/workbook.bin" in present:
        return "xlsx"
    if present & _ANKI:
        return "apkg"
    return "h5p" if any(_base(name) == "h5p.json" for name in names) else None


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _by_manifest(package: zipfile.ZipFile, names: list[str]) -> str | None:
    manifests = [name for name in names if _base(name) == "imsmanifest.xml" and "__MACOSX" not in name]
    if not manifests:
        return None
    with package.open(min(manifests, key=len)) as stream:
        head = stream.read(_MANIFEST_HEAD)
    if b"_xmlv3p0" in head or b"imsqti_v3p0" in head:
        return "qti3"
    if any(mark in head for mark in (b"_xmlv2p", b"imsqti_v2p")):
        return "qti2"
    asi = (b"xmlv1p", b"qtiasiv1p", b"x-bb-qti", b"d2l_2p0", b"questestinterop")
    return "qti12" if any(mark in head for mark in asi) or _has_asi_files(names) else None


def _has_asi_files(names: list[str]) -> bool:
    told = ("questiondb.xml", "assessment_meta.xml")
    return any(_base(name) in told or name.endswith(".xml.qti") for name in names)


def _by_documents(package: zipfile.ZipFile, names: list[str]) -> str | None:
    """Recognise a zip of documents that somebody packed by hand, without a manifest."""
    documents = [name for name in names if name.lower().endswith(_DOCUMENTS) and "__MACOSX" not in name]
    for name in documents[:_MOST_HEADS]:
        with package.open(name) as stream:
            head = stream.read(_DOCUMENT_HEAD)
        found = next((format for mark, format in _ROOTS if mark.search(head)), None)
        if found is not None:
            return found
    return None


def _refuse(name: str, names: list[str]) -> str:
    office = next((title for file, title in _OFFICE.items() if file in names), None)
    if office:
        raise QbankError(Kind.BAD_DATA, f"{name} is {office}, which qbank cannot tell questions in")
    seen = ", ".join(repr(inner) for inner in names[:3]) or "nothing"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    raise QbankError(
        Kind.BAD_DATA,
        f"{name} is a zip that holds {seen}{more}: no package of questions that qbank knows",
        hint="unpack it and import the files in it",
    )
