"""Options whose place is a part of what they say: "all of the above", "A and C"."""

import re
from collections.abc import Sequence

_STAYING = re.compile(
    r"""(?ix) ^ \W*+ (?:
      (?:all|none|any|each|both|neither|either) \s+ (?:of\s+)? (?:the\s+|these|those) \s* (?:other\s+)?
        (?:above|previous|preceding|options|answers|choices|statements)? (?:\s+(?:above|are\s+\w+|is\s+\w+))?
    | (?:all|both|neither|none) \s+ (?:above|are\s+(?:correct|true|right|wrong|false)|of\s+them)
    | (?:alle|keine[rs]?|beide|sämtliche) \s+ (?:der\s+)? (?:oben\s+)? (?:genannten|obigen|antworten) .*
    | (?:alle|geen|beide) \s+ (?:van\s+)? (?:de\s+)? (?:bovenstaande|bovengenoemde|antwoorden) .*
    | (?:toutes?|tous|aucune?) \s .*\b (?:réponses?|propositions?|ci-dessus|précédente?s?) \b .*
    | (?:todas|todos|ninguna|ninguno|ambas) \s .*\b (?:anteriores|respuestas|opciones) \b .*
    | (?:tutte|nessuna) \s .*\b (?:precedenti|risposte) \b .*
    | (?:todas|nenhuma) \s .*\b (?:anteriores|alternativas|respostas) \b .*
    ) \W* $"""
)
_LETTER = r"\(?(?:[A-Ha-h]|[1-9]|[IVX]{1,4})[).]?"
_NAMING = re.compile(
    rf"^\W*(?:[Bb]oth\s+|[Nn]either\s+|[Oo]nly\s+)?(?:(?:[Aa]nswers?|[Oo]ptions?|[Cc]hoices?)\s+)?"
    rf"{_LETTER}(?:\s*,\s*{_LETTER})*\s*(?:,?\s*(?:and|or|nor|und|oder|et|ou|y|o|e|en|of)\s+|&\s*|\+\s*){_LETTER}"
    rf"(?:\s+(?:only|above|are\s+\w+))?\W*$"
)


def stays_behind(text: str) -> bool:
    """Tell whether an option speaks of those before it, and so must not move."""
    return len(text) < 120 and _STAYING.match(" ".join(text.split())) is not None


def keep_places(texts: Sequence[str]) -> bool:
    """Tell whether an option names others by their letters, so that none of them may move."""
    return any(len(text) < 120 and _NAMING.match(" ".join(text.split())) is not None for text in texts)
