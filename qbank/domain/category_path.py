"""Category paths: `Biology/Cells`, where `//` is a slash inside a name."""

import unicodedata
from collections.abc import Sequence

_SLASH = "\0"


def split_path(path: str) -> tuple[str, ...]:
    """Take a path apart into its names, trimmed and in composed Unicode form; empty names are left out."""
    shielded = unicodedata.normalize("NFC", path).replace("//", _SLASH)
    names = (" ".join(name.replace(_SLASH, "/").split()) for name in shielded.split("/"))
    return tuple(name for name in names if name)


def join_path(names: Sequence[str]) -> str:
    """Put names together to a path that `split_path` takes apart again."""
    return "/".join(name.replace("/", "//") for name in names)
