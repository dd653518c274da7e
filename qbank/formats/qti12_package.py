"""The documents of a QTI 1.2 package in their order: Canvas, Blackboard, D2L, Common Cartridge, Respondus."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote

from qbank.formats.base import Diagnostic, Place, Severity, Source, Unreadable
from qbank.formats.xml_reading import Malformed, parse, utf_8
from qbank.formats.zip_reading import Member, Package, Refused

MANIFEST = "imsmanifest.xml"
_ROOT_ELEMENT = b"questestinterop"
_HEAD = 4096
_SUFFIXES = (".xml", ".qti", ".dat", ".bin", ".res")
_PACKAGES = (".zip", ".imscc", ".tar", ".gz", ".7z")
_ADDRESSES = ("href", "file", "base")
_REDUCED = b"cc_profile"
"""What marks a document of the Common Cartridge profile, whose items say less than the program's own."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document with questions: its name in the package, and its text as UTF-8."""

    name: str
    data: bytes

    @property
    def is_reduced(self) -> bool:
        """Tell whether it is of the Common Cartridge profile."""
        return _REDUCED in self.data


@dataclass(slots=True)
class Contents:
    """What a package holds: its documents by name, in their order, and the folder its files are in."""

    root: str
    names: list[str]
    said: list[Diagnostic] = field(default_factory=list)
    is_cartridge: bool = False


def contents(package: Package) -> Contents:
    """Look through a package. Raises Unreadable where no document of it has questions."""
    members = [member for member in package.members if not _is_litter(member.name)]
    manifest = min((each.name for each in members if _base(each.name) == MANIFEST), key=len, default="")
    found = Contents(posixpath.dirname(manifest), [])
    listed = _listed(package, manifest, found) if manifest else {}
    found.said += [_nested(member) for member in members if member.name.lower().endswith(_PACKAGES)]
    documents = [member for member in members if _holds_questions(package, member, found)]
    if not documents and not any(each.severity is Severity.ERROR for each in found.said):
        raise Unreadable("none of its files is a QTI 1.2 document")
    documents.sort(key=lambda member: listed.get(member.name, len(listed)))
    found.names = list(_once(documents, found))
    return found


def _is_litter(name: str) -> bool:
    return "__MACOSX" in name or _base(name).startswith("._") or _base(name) == ".DS_Store"


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _listed(package: Package, manifest: str, found: Contents) -> dict[str, int]:
    """Give the place of each file the manifest lists."""
    try:
        data = package.read(manifest)
        found.is_cartridge = b"imsqti_xmlv1p2/imscc_xmlv1p" in data
        root = parse(data)
    except (Refused, Malformed) as error:
        message = f"the manifest is not read ({error.reason}): its files are taken in their own order"
        found.said.append(Diagnostic(Severity.WARNING, "manifest", message, Place(path=manifest)))
        return {}
    places: dict[str, int] = {}
    for element in root.iter("{*}resource", "{*}file"):
        for key, value in element.attrib.items():
            if _local_name(str(key)) in _ADDRESSES:
                name = posixpath.normpath(posixpath.join(found.root, unquote(str(value).partition("?")[0])))
                places.setdefault(name, len(places))
    return places


def _local_name(key: str) -> str:
    return key.rpartition("}")[2]


def _nested(member: Member) -> Diagnostic:
    message = "a package inside the package is not read: unpack it and import it by itself"
    return Diagnostic(Severity.WARNING, "nested_package", message, Place(path=member.name))


def _holds_questions(package: Package, member: Member, found: Contents) -> bool:
    base = _base(member.name).lower()
    if base == MANIFEST or not (base.endswith(_SUFFIXES) or "." not in base):
        return False
    try:
        return _ROOT_ELEMENT in package.head(member.name, _HEAD).replace(b"\0", b"")
    except Refused as refusal:
        found.said.append(refused(member.name, refusal))
        return False


def refused(name: str, refusal: Refused) -> Diagnostic:
    """Say of a file of the package that it is not read."""
    return Diagnostic(Severity.ERROR, "file_refused", f"not read: {refusal.reason}", Place(path=name))


def _once(documents: list[Member], found: Contents) -> Iterator[str]:
    """Yield each document's name once, however often the package holds the same file."""
    seen: dict[tuple[int, int], str] = {}
    for member in documents:
        first = seen.setdefault((member.size, member.checksum), member.name)
        if first == member.name:
            yield member.name
        else:
            message = f"the same file as {first}, which is read"
            found.said.append(Diagnostic(Severity.NOTE, "same_file", message, Place(path=member.name)))


def documents(package: Package, found: Contents) -> Iterator[Document | Diagnostic]:
    """Yield the documents, those that say all of their questions before those that say less."""
    reduced: list[str] = []
    for name in found.names:
        for each in _document(package, name):
            if isinstance(each, Document) and each.is_reduced:
                reduced.append(name)
            else:
                yield each
    for name in reduced:
        yield from (each for each in _document(package, name) if isinstance(each, Document))


def _document(package: Package, name: str) -> Iterator[Document | Diagnostic]:
    try:
        source = Source(name, BytesIO(package.read(name)))
    except Refused as refusal:
        yield refused(name, refusal)
        return
    try:
        stream, said = utf_8(source)
        data = stream.read()
    except Unreadable as error:
        yield Diagnostic(Severity.ERROR, "damaged", error.reason, Place(error.place.line, None, name))
        return
    finally:
        for copy in source.copies:
            copy.close()
    if said is not None:
        yield Diagnostic(said.severity, said.code, said.message, Place(said.place.line, None, name))
    yield Document(name, data)
