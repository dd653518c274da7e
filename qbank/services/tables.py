"""The tables, as the journal and statements on many rows want them.

Of their classes a session would look up every row that changes; and the key of the texts, a row number, is
not there on a server.
"""

from qbank.db.dialects import as_stored
from qbank.models import (
    Base,
    Category,
    Document,
    FieldDefinition,
    Import,
    ImportItem,
    Media,
    Note,
    Preference,
    Question,
    QuestionMedia,
    QuestionTag,
    QuestionText,
    SavedQuery,
)

TABLES = Base.metadata.tables
CATEGORIES = TABLES[Category.__tablename__]
DOCUMENTS = TABLES[Document.__tablename__]
FIELD_DEFINITIONS = TABLES[FieldDefinition.__tablename__]
IMPORTS = TABLES[Import.__tablename__]
IMPORT_ITEMS = TABLES[ImportItem.__tablename__]
MEDIA = TABLES[Media.__tablename__]
NOTES = TABLES[Note.__tablename__]
PREFERENCES = TABLES[Preference.__tablename__]
QUESTIONS = TABLES[Question.__tablename__]
QUESTION_MEDIA = TABLES[QuestionMedia.__tablename__]
QUESTION_TAGS = TABLES[QuestionTag.__tablename__]
QUESTION_TEXTS = TABLES[QuestionText.__tablename__]
SAVED_QUERIES = TABLES[SavedQuery.__tablename__]

STORED = [as_stored(column).label(column.name) for column in QUESTIONS.c]
"""The columns of a question as `rows.document_of` reads them."""
