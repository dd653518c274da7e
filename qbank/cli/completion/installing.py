"""The one line that each shell reads when it starts, and the file it stands in."""

import os
from collections.abc import Mapping
from pathlib import Path

from qbank.errors import Kind, QbankError

LINES: Mapping[str, str] = {
    "bash": 'eval "$(qbank completion bash)"',
    "zsh": 'eval "$(qbank completion zsh)"',
    "fish": "qbank completion fish | source",
    "powershell": "qbank completion powershell | Out-String | Invoke-Expression",
}
"""What makes a shell complete: its script, asked for anew each time, so that it fits the qbank there is."""


def shell_of_environment() -> str:
    """Tell a person's shell by SHELL. Raises QbankError where that names none that qbank knows."""
    name = Path(os.environ.get("SHELL", "")).name
    if name in LINES:
        return name
    raise QbankError(
        Kind.USAGE,
        f"SHELL names no shell that qbank completes in: {name!r}"
        if name
        else "SHELL does not say which shell is yours",
        hint=f"say it: qbank completion install {'|'.join(LINES)}",
    )


def install(shell: str) -> tuple[Path, bool]:
    """Put the line of a shell into its file unless it stands there; give the file, and whether it was put in.

    Raises QbankError where the file cannot be written, or only its shell knows where it is.
    """
    place = _start_file(shell)
    try:
        there = place.read_bytes() if place.exists() else b""
        if LINES[shell].encode() in there:
            return place, False
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as file:
            file.write(
                b"\n" * (there != b"" and not there.endswith(b"\n")) + _guarded(shell).encode() + b"\n"
            )
    except OSError as error:
        raise QbankError(
            Kind.CANNOT_CREATE,
            f"{place} cannot be written: {error.strerror or error}",
            hint=f"put this line where {shell} reads it: {LINES[shell]}",
        ) from error
    return place, True


def _guarded(shell: str) -> str:
    """Write the line so that it says nothing once qbank is gone."""
    if shell == "fish":
        return f"command -q qbank; and {LINES[shell]}"
    return f"command -v qbank >/dev/null && {LINES[shell]}"


def _start_file(shell: str) -> Path:
    home = Path.home()
    if shell == "bash":
        return home / ".bashrc"
    if shell == "zsh":
        return Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
    if shell == "fish":
        return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish/completions/qbank.fish"
    raise QbankError(
        Kind.USAGE,
        "only PowerShell itself knows where its profile is",
        hint=f"type there: ni -f -i dir (Split-Path $PROFILE); ac $PROFILE '{LINES[shell]}'",
    )
