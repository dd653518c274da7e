"""Programs and settings, told from questions: their braces and signs of equality look like answers."""

import re
from collections.abc import Callable

_SUFFIXES = {
    "TOML settings": (".toml",),
    "settings": (".ini", ".cfg", ".conf", ".properties", ".env", ".lock"),
    "YAML": (".yaml", ".yml"),
    "a program's source": (
        ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs",
        ".java", ".kt", ".go", ".rs", ".rb", ".php", ".pl", ".swift", ".scala", ".lua", ".r", ".m", ".sql",
        ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".mk", ".cmake",
    ),
    "a style sheet": (".css", ".scss", ".less"),
}  # fmt: skip
_SECTION = re.compile(r"^\[{1,2}[\w.\-\"' :]+\]{1,2}[ \t]*(?:[#;].*)?$", re.MULTILINE)
_SETTING = re.compile(r"^[ \t]*[\w.\-\"]+[ \t]*=[ \t]*\S", re.MULTILINE)
_LEAST_SETTINGS = 2
_SHEBANG = re.compile(r"\A#!\s*/")
_STATEMENT = re.compile(
    r"^(?:"
    r"(?:from [\w.]+ )?import [\w.*{]|(?:async )?def \w+\(|class \w+\b.*[:{]$|@\w+[\w.]*(?:\(.*\))?$"
    r"|#include [<\"]|#define \w|using (?:namespace )?[\w.:]+;|package [\w.]+;?$|namespace [\w.:\\]+"
    r"|(?:public|private|protected|static|final|abstract|export|pub|unsafe|extern)\b.*[({;]$"
    r"|(?:async )?function\b ?\w*\(|(?:const|let|var) \w+\s*=|func \w+\(|fn \w+[(<]|impl\b.*\{$|use [\w:]+"
    r"|<\?php|CREATE (?:TABLE|INDEX|VIEW)\b|INSERT INTO\b|SELECT\b.*\bFROM\b"
    r"|if __name__ == |(?:int|void|char|double|float|bool) \w+\(.*[({;]$"
    r")",
    re.MULTILINE,
)
_LEAST_STATEMENTS = 2


def of_suffix(file_name: str) -> str | None:
    """Name what a file is that is called like a program or its settings; None for any other."""
    lowered = file_name.lower()
    return next((what for what, suffixes in _SUFFIXES.items() if lowered.endswith(suffixes)), None)


def of_text(text: str) -> str | None:
    """Name what a text is that reads like a program or its settings; None for any other."""
    return next((what for what, reads in _READS.items() if reads(text)), None)


def _is_settings(text: str) -> bool:
    """Tell settings by a line that is a section's name alone, with lines NAME = VALUE below it."""
    section = _SECTION.search(text)
    return section is not None and _several(_SETTING, text, _LEAST_SETTINGS, section.end())


def _is_program(text: str) -> bool:
    return _SHEBANG.match(text) is not None or _several(_STATEMENT, text, _LEAST_STATEMENTS)


def _several(pattern: re.Pattern[str], text: str, least: int, start: int = 0) -> bool:
    found = pattern.finditer(text, start)
    return sum(1 for _, _ in zip(range(least), found, strict=False)) == least


_READS: dict[str, Callable[[str], bool]] = {
    "a program's source": _is_program,
    "settings (TOML or INI)": _is_settings,
}
