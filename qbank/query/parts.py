"""What of a question a query can name: the parts of its text, and what it can have."""

from enum import StrEnum


class TextColumn(StrEnum):
    """The parts of a question's reader's text that can be searched apart."""

    ANY = "any"
    TITLE = "title"
    TEXT = "text"
    CHOICE = "choice"
    ANSWER = "answer"
    EXPLANATION = "explanation"


class Feature(StrEnum):
    """What a question can have, asked for with `has:`."""

    IMAGE = "image"
    EXPLANATION = "explanation"
    FEEDBACK = "feedback"
    HINT = "hint"
    MATH = "math"
    KEY = "key"
    NOTE = "note"
