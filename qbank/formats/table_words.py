"""The words in a table's cells that stand for qbank's own: types, category paths, tags, numbers."""

import math
import re
from functools import lru_cache

from qbank.domain.category_path import join_path, split_path
from qbank.domain.kinds import QuestionType
from qbank.domain.text import fold


def _table(words: dict[str, str]) -> dict[str, str]:
    return {fold(word): value for value, text in words.items() for word in text.split("|")}


CHOICE = "choice"
"""A type that leaves to the key whether one choice is right or several."""

_TYPES = _table({
    CHOICE:
        "choice|mc|mcq|multichoice|multiple choice|multiple-choice|single|single choice|sc|mcsa"
        "|radio|schoice|tmc|opcion multiple|multipla escolha|choix multiple|choix unique"
        "|einfachauswahl|auswahl|scelta multipla|单选题|单选",
    QuestionType.MULTIPLE_CHOICE:
        "multiple answer|multiple answers|multiple response|multiple select|multi select"
        "|multiselect|ma|mr|ms|mcma|tms|checkbox|checkboxes|mchoice|mehrfachauswahl|多选题|多选",
    QuestionType.TRUE_FALSE:
        "true false|true/false|truefalse|tf|t/f|boolean|verdadero falso|verdadero/falso"
        "|verdadeiro falso|verdadeiro/falso|vrai faux|vrai/faux|richtig falsch|wahr falsch"
        "|vero falso|ttf|判断题|判断",
    QuestionType.SHORT_ANSWER:
        "short answer|shortanswer|sa|short text|text|fill in the blank|fill in|fib|open"
        "|resposta curta|respuesta corta|reponse courte|kurzantwort|填空题|填空",
    QuestionType.NUMERICAL: "numerical|numeric|number|num|numerisch|numerico|numerique",
    QuestionType.ESSAY:
        "essay|ess|long answer|written response|open ended|paragraph|dissertativa|redaction"
        "|aufsatz|freitext|问答题|简答题",
    QuestionType.DESCRIPTION: "description|text only|beschreibung",
    QuestionType.MATCHING: "matching|match|mat|zuordnung|匹配题",
    QuestionType.ORDERING: "ordering|order|ord|sequence|sorting",
    QuestionType.CLOZE: "cloze|multianswer|gap fill|gapfill|luckentext",
    QuestionType.UPLOAD: "upload|file upload",
    QuestionType.HOTSPOT: "hotspot|hot spot",
})  # fmt: skip


@lru_cache(1024)
def type_of(word: str) -> str | None:
    """Read a word for a question type: one of qbank's, or CHOICE where the key decides; None if unknown."""
    plain = " ".join(re.sub(r"[_\-]", " ", fold(word)).replace("question", "").split())
    return _TYPES.get(plain) or _TYPES.get(fold(word.strip()))


_ARROW = re.compile(r"\s+[>›»]\s+|::")


@lru_cache(4096)
def category_of(cells: tuple[str, ...]) -> str | None:
    """Give the path of a category written as `A/B`, `A > B`, `A::B`, or as one name a cell."""
    names: list[str] = []
    for cell in cells:
        parts = _ARROW.split(cell)
        names.extend([" ".join(part.split()) for part in parts] if len(parts) > 1 else split_path(cell))
    return join_path([name for name in names if name]) or None


def tags_of(cell: str) -> list[str]:
    """Take tags apart at semicolons, else bars, else commas."""
    separator = ";" if ";" in cell else "|" if "|" in cell else ","
    return [tag for part in cell.split(separator) if (tag := part.strip())]


_AMOUNT = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")


def amount_of(cell: str) -> float | None:
    """Read a number that is not negative, with a decimal point or comma; None for anything else."""
    if not _AMOUNT.fullmatch(cell):
        return None
    value = float(cell.replace(",", "."))
    return value if math.isfinite(value) else None


_MONTH = "jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"
_SHEET_DATE = re.compile(rf"\d{{1,2}}-(?:{_MONTH})(?:-\d{{2,4}})?|(?:{_MONTH})-\d{{1,4}}", re.IGNORECASE)
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]00:00(?::00)?")
_ANY_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}")


def may_be_dates(cells: list[str]) -> bool:
    """Tell whether any of some cells has what stands between the parts of a date."""
    whole = "\n".join(cells)
    return "-" in whole or "/" in whole or whole.count(".") > 1


def spoilt_dates(cells: list[str]) -> list[int]:
    """Give the places of cells that a spreadsheet may have turned from `1/2` or `3-4` into a date."""
    if not may_be_dates(cells):
        return []
    certain = [
        place for place, cell in enumerate(cells) if _SHEET_DATE.fullmatch(cell) or _TIMESTAMP.match(cell)
    ]
    dates = [place for place, cell in enumerate(cells) if _ANY_DATE.fullmatch(cell)]
    filled = sum(bool(cell) for cell in cells)
    return sorted(certain + (dates if len(dates) < filled else []))
