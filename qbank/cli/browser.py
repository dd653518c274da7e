"""Showing a page in the person's browser, without waiting for it and without a word of its on our streams."""

import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = "import sys, webbrowser; webbrowser.open(sys.argv[1])"
_DISPLAYS = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
_started: list["subprocess.Popen[bytes]"] = []
"""Kept: one that is let go of while it runs is taken for a mistake."""


def show_page(path: Path) -> bool:
    """Have a page shown by BROWSER, or the system's browser; False where there is no screen or browser.

    A process of its own starts it: `webbrowser` waits for some browsers, and lets some write to the terminal.
    """
    if not _has_screen() or not _has_browser():
        return False
    # Isolated, or a webbrowser.py in the folder the person stands in would be run.
    words = [sys.executable, "-I", "-c", _PROGRAM, path.absolute().as_uri()]
    nowhere = subprocess.DEVNULL
    _started.append(
        subprocess.Popen(words, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    )
    return True


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in _DISPLAYS)


def _has_browser() -> bool:
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
