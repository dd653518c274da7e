"""What services hand to whoever shows it: a document with what is known of it beside."""

from dataclasses import dataclass

from qbank.domain.question import QuestionDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question as it is shown; ids, timestamps and version are the document's own.

    `passage` is the reader's text of the stimulus; `import_file` the name of the file it last came from.
    """

    document: QuestionDocument
    short_id: str
    passage: str | None = None
    trashed: bool = False
    import_file: str | None = None
