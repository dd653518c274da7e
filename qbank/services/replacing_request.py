"""What a replacement asks for: which words become which, in which texts."""

import re
import unicodedata
import warnings
from dataclasses import dataclass
from enum import StrEnum

from qbank.errors import Kind, QbankError


class Part(StrEnum):
    """The texts of a question that words may be replaced in."""

    STEM = "stem"
    CHOICES = "choices"
    EXPLANATION = "explanation"
    FEEDBACK = "feedback"
    TITLE = "title"
    HINTS = "hints"


@dataclass(frozen=True, slots=True)
class ReplaceRequest:
    """The words to find and what stands in their place, as they are or as a regular expression."""

    find: str
    replacement: str
    parts: frozenset[Part] = frozenset(Part)
    regex: bool = False
    word: bool = False
    ignore_case: bool = False
    skip_refused: bool = False

    def source(self) -> str:
        """Give the pattern in the language of `re`; a letter and its accent may be one character or two."""
        found = self.find
        if not self.regex:
            forms = (unicodedata.normalize(form, self.find) for form in ("NFC", "NFD"))
            found = "|".join(re.escape(form) for form in dict.fromkeys([self.find, *forms]))
        return rf"(?<!\w)(?:{found})(?!\w)" if self.word else found

    @property
    def flags(self) -> int:
        """Give the flags of the pattern."""
        return int(re.IGNORECASE) if self.ignore_case else 0


def require_sensible(request: ReplaceRequest) -> None:
    """Raise QbankError (usage) for a request that finds nothing or everything, or that `re` cannot read."""
    if not request.find:
        raise QbankError(Kind.USAGE, "--find is empty", hint="say which words are to be replaced")
    if not request.regex:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a later Python may read differently
        try:
            pattern = re.compile(request.source(), request.flags)
            empty = pattern.match("") is not None
            _require_groups(request)
        except (re.error, OverflowError, RecursionError, IndexError) as error:
            raise QbankError(
                Kind.USAGE,
                f"the regular expression cannot be read: {error}",
                hint=r"it is one of Python's `re`; \1 in --with is its first group, \\ a backslash",
            ) from error
    if empty:
        raise QbankError(
            Kind.USAGE,
            f"{request.find!r} matches where there is nothing",
            hint="let it match at least one character: use + for *",
        )


def _require_groups(request: ReplaceRequest) -> None:
    """Read the replacement as a match will: with an empty way out the pattern matches anything."""
    match = re.compile(f"{request.source()}|", request.flags).match("")
    if match is not None:
        match.expand(request.replacement)
