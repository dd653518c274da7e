"""Where pages are kept while they are looked at: a private folder, from which old ones go by themselves."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import IO

KEPT_DAYS = 7
_PREFIX, _SUFFIX = "questions-", ".html"


def page_folder() -> Path:
    """Tell the folder of a person's own that pages are put in."""
    from platformdirs import user_cache_path

    return user_cache_path("qbank", appauthor=False) / "print"


def write_page(write: Callable[[IO[bytes]], None]) -> Path:
    """Write a page for its owner's eyes only and give its path; nothing is left where writing fails."""
    folder = _made(page_folder())
    _sweep(folder)
    descriptor, name = mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
    try:
        with os.fdopen(descriptor, "wb") as page:
            write(page)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _made(folder: Path) -> Path:
    """Give the folder, or the one for temporary files where a person has no place to write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return Path(gettempdir())
    return folder if os.access(folder, os.W_OK | os.X_OK) else Path(gettempdir())


def _sweep(folder: Path) -> None:
    if folder != page_folder():
        return
    before = time.time() - KEPT_DAYS * 24 * 3600
    for page in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        try:
            if page.lstat().st_mtime < before:
                page.unlink()
        except OSError:
            continue  # somebody else swept it, or holds it open
