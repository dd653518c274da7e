"""What helps whoever brings a file of which no question can be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qbank.formats.base import Severity
from qbank.formats.registry import format_named
from qbank.services.import_options import Verdict

if TYPE_CHECKING:
    from qbank.services.import_check import Checked

_MAPPED = ("json-shapes", "csv", "tsv", "xlsx")
"""Formats of which a person may say which key or column holds what."""


_PLACES = 3


def where_wrong(checked: "Sequence[Checked]") -> str:
    """List the first places of what cannot be read, as `file:line`, for a hint; '' where no line is known."""
    places = [
        f"{each.options.file_name}:{said.place.line}"
        for each in checked
        for said in each.summary.diagnostics
        if said.severity is Severity.ERROR and said.place.line
    ]
    more = sum(each.summary.counts[Verdict.FAILED] for each in checked) - len(places[:_PLACES])
    rest = f" and {more:,} more" if more else ""
    return f" ({', '.join(places[:_PLACES])}{rest})" if places else ""


def what_helps(checked: "Sequence[Checked]") -> str:
    """Say as what files were read that gave no question, and what a person can do."""
    names = dict.fromkeys(each.options.format for each in checked)
    titles = " and ".join(format_named(name).title for name in names)
    helps = "correct what is said above, or say with --from what else it is"
    if any(name in _MAPPED for name in names):
        helps = "say with --map stem=KEY which keys or columns hold what, or with --from what else it is"
    return f"it was read as {titles}: {helps}"
