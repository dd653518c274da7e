"""Media types of files that questions refer to: the suffix of a name, and what the bytes themselves show."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mimetypes import MimeTypes

_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/avif": ".avif",
    "image/x-icon": ".ico",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
}
_SIGNATURES = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("image/bmp", re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)),
    ("image/tiff", re.compile(rb"II\*\0|MM\0\*")),
    ("image/avif", re.compile(rb".{4}ftypavi[fs]", re.DOTALL)),
    ("image/x-icon", re.compile(rb"\0\0\x01\0")),
    ("audio/mpeg", re.compile(rb"ID3|\xff[\xfb\xf3\xf2]")),
    ("audio/ogg", re.compile(rb"OggS")),
    ("audio/wav", re.compile(rb"RIFF.{4}WAVE", re.DOTALL)),
    ("audio/mp4", re.compile(rb".{4}ftypM4A", re.DOTALL)),
    ("video/mp4", re.compile(rb".{4}ftyp", re.DOTALL)),
    ("video/webm", re.compile(rb"\x1a\x45\xdf\xa3")),
    ("application/pdf", re.compile(rb"%PDF-")),
    ("application/zip", re.compile(rb"PK\x03\x04")),
    ("image/svg+xml", re.compile(
        rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.{0,2000}?-->\s*+)*"
        rb"(?:<!DOCTYPE svg[^>]*+>\s*+)?<svg[\s>]", re.DOTALL,
    )),
)  # fmt: skip
"""How files of a type begin; the surer ones first."""
_SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/vnd.microsoft.icon": "image/x-icon",
    "image/svg": "image/svg+xml",
    "audio/mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "video/quicktime": "video/mp4",
    "application/ogg": "audio/ogg",
    "video/ogg": "audio/ogg",
    "audio/webm": "video/webm",
    "video/x-matroska": "video/webm",
}
"""Other names of a type, and types whose files begin alike."""
HEAD = 4096
"""So many bytes are enough to see a type."""


def suffix_of(mime: str) -> str:
    """Give the suffix that files of a media type have; `.bin` for one that is not known."""
    named = mime.partition(";")[0].strip().lower()
    return _SUFFIXES.get(named) or _SUFFIXES.get(_SAME.get(named, ""), ".bin")


def type_seen(head: bytes) -> str | None:
    """Tell the media type that the beginning of a file shows, None where it shows none of the known ones."""
    return next((mime for mime, begins in _SIGNATURES if begins.match(head)), None)


def type_of(name: str, head: bytes) -> str:
    """Tell the media type of a file by its name where its beginning does not contradict that, else by this.

    Of a file that shows neither it is that of any bytes.
    """
    named, _ = _named_types().guess_type(name)
    if named is not None and contradicts(named, head) is None:
        return named
    return type_seen(head) or named or "application/octet-stream"


@cache
def _named_types() -> "MimeTypes":
    """Give the types that Python itself knows: those of the machine differ from one to the next."""
    from mimetypes import MimeTypes

    return MimeTypes()


def contradicts(mime: str, head: bytes) -> str | None:
    """Give the media type that a file's bytes show where that is another than the one it is kept under."""
    named = mime.partition(";")[0].strip().lower()
    named = _SAME.get(named, named)
    seen = type_seen(head)
    if seen is None:
        return "something else" if named in dict(_SIGNATURES) else None
    archive = seen == "application/zip" and named.startswith("application/")
    return None if archive or seen == named else seen
