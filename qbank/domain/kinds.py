"""The closed sets of words a question may use of itself."""

from enum import StrEnum


class QuestionType(StrEnum):
    """What a question asks its reader to do."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ORDERING = "ordering"
    CLOZE = "cloze"
    ESSAY = "essay"
    UPLOAD = "upload"
    HOTSPOT = "hotspot"
    DESCRIPTION = "description"
    DYNAMIC = "dynamic"
    OPAQUE = "opaque"


class Difficulty(StrEnum):
    """The author's word for how hard a question is; unknown is absence, never `medium`."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Status(StrEnum):
    """Where a question stands in its life; retired ones are kept and never drawn."""

    DRAFT = "draft"
    REVIEW = "review"
    READY = "ready"
    RETIRED = "retired"


class TextFormat(StrEnum):
    """The markup a rich text is written in; kept as read, converted only on export."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    MOODLE = "moodle"
    LATEX = "latex"
    CLOZE = "cloze"
