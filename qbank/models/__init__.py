"""The tables. Importing this package makes `Base.metadata` complete."""

from qbank.models.base import Base
from qbank.models.category import Category, Preference
from qbank.models.change import Change, ChangeRow
from qbank.models.document import Document, Import, ImportItem
from qbank.models.field_definition import FieldDefinition
from qbank.models.media import Media, QuestionMedia
from qbank.models.note import Note
from qbank.models.question import Question
from qbank.models.reading import QuestionTag, QuestionText
from qbank.models.saved_query import SavedQuery

__all__ = [
    "Base",
    "Category",
    "Change",
    "ChangeRow",
    "Document",
    "FieldDefinition",
    "Import",
    "ImportItem",
    "Media",
    "Note",
    "Preference",
    "Question",
    "QuestionMedia",
    "QuestionTag",
    "QuestionText",
    "SavedQuery",
]
