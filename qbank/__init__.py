"""qbank: the command-line home of every exam question a person owns.

    import qbank

    with qbank.open("exams.db") as bank:
        for question in bank.find("tag:cell"):
            print(question.stem)

What a program uses is imported when its name is first used: `import qbank` alone costs nothing.
"""

TYPE_CHECKING = False
"""Type checkers take it for True; `typing`, which has it by right, costs more than all the rest here."""

if TYPE_CHECKING:
    from qbank.api.async_bank import AsyncBank as AsyncBank, Undone as Undone, open_async as open_async
    from qbank.api.bank import Bank as Bank, open as open  # noqa: A004  # said as qbank.open
    from qbank.api.documents import Questions as Questions
    from qbank.domain.kinds import (
        Difficulty as Difficulty,
        QuestionType as QuestionType,
        Status as Status,
        TextFormat as TextFormat,
    )
    from qbank.domain.options import Choice as Choice
    from qbank.domain.question import QuestionDocument as QuestionDocument
    from qbank.errors import Kind as Kind, QbankError as QbankError
    from qbank.services.category_counts import CategoryView as CategoryView
    from qbank.services.import_options import ImportSummary as ImportSummary, Verdict as Verdict
    from qbank.services.previews import Difference as Difference, Preview as Preview

__version__ = "0.1.0"

_HOMES = {
    "qbank.api.async_bank": ("AsyncBank", "Undone", "open_async"),
    "qbank.api.bank": ("Bank", "open"),
    "qbank.api.documents": ("Questions",),
    "qbank.domain.kinds": ("Difficulty", "QuestionType", "Status", "TextFormat"),
    "qbank.domain.options": ("Choice",),
    "qbank.domain.question": ("QuestionDocument",),
    "qbank.errors": ("Kind", "QbankError"),
    "qbank.services.category_counts": ("CategoryView",),
    "qbank.services.import_options": ("ImportSummary", "Verdict"),
    "qbank.services.previews": ("Difference", "Preview"),
}

__all__ = [
    "AsyncBank",
    "Bank",
    "CategoryView",
    "Choice",
    "Difference",
    "Difficulty",
    "ImportSummary",
    "Kind",
    "Preview",
    "QbankError",
    "QuestionDocument",
    "QuestionType",
    "Questions",
    "Status",
    "TextFormat",
    "Undone",
    "Verdict",
    "__version__",
    "open",
    "open_async",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = next((module for module, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = globals()[name] = getattr(import_module(home), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
