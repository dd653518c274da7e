"""What a spreadsheet makes of a cell that it takes for a date or a number: told by its look alone."""

import re

_MONTH = (
    "(?:jan|janv|feb|febr|fev|fév|févr|mar|mär|märz|mrz|mars|apr|avr|abr|may|mai|mag|jun|juin|giu"
    r"|jul|juil|lug|aug|août|ago|sep|sept|set|oct|okt|ott|nov|dec|dez|déc|dic)\.?"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}"
    rf"|\d{{1,2}}(?:-|\. ){_MONTH}(?:[- ]\d{{2,4}})?|{_MONTH}[- ]\d{{2}}",
    re.IGNORECASE,
)
_FLOAT = re.compile(r"-?\d+(?:[.,]\d+)?E[+-]\d+|-?\d+[.,]0+", re.IGNORECASE)
_ERROR = re.compile(r"#(?:N/A|NAME\?|VALUE!|REF!|DIV/0!|NUM!|NULL!|#+)", re.IGNORECASE)


def damage(cell: str) -> str | None:
    """Say what a cell looks like that a spreadsheet has changed: `a date`, `a float`, `an error`; else None.

    `4-Mar`, `2026-03-04`, `1.23E+05`, `3.0` and `#NAME?` are such cells. `4`, `3e12` and `v1.1` are not.
    """
    for pattern, what in ((_DATE, "a date"), (_FLOAT, "a float"), (_ERROR, "an error")):
        if pattern.fullmatch(cell):
            return what
    return None
