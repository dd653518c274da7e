"""What an import says: its diagnostics, its summary, its report."""

from collections.abc import Iterator, Sequence

from qbank.cli import output
from qbank.cli.import_conflicts import show_clashes
from qbank.cli.question_view import question_lines
from qbank.cli.report_file import ReportFile
from qbank.cli.stderr import Narrator
from qbank.cli.styled_text import plain_line
from qbank.domain.counting import counted
from qbank.domain.likeness import told
from qbank.domain.question import QuestionDocument
from qbank.domain.views import QuestionView
from qbank.formats.base import Diagnostic, Severity
from qbank.services.import_check import Checked
from qbank.services.import_options import ImportSummary, Near, OnConflict, Outcome, Verdict

SHOWN = 20
SAMPLE = 5
_WORDS = {
    Verdict.NEW: "new",
    Verdict.CHANGED: "changed",
    Verdict.MERGED: "merged with edits made here",
    Verdict.SAME: "known already",
    Verdict.DUPLICATE: "left out as duplicates",
    Verdict.CONFLICT: "left as they are in the bank",
    Verdict.GONE: "gone from the file",
    Verdict.FAILED: "not readable",
}


_OF_ONE = {
    Verdict.DUPLICATE: "left out as a duplicate",
    Verdict.CONFLICT: "left as it is in the bank",
}
"""What is said otherwise of a single question."""


class Report(ReportFile):
    """`--report FILE`: a line of JSON for each question."""

    def note(self, file: str, outcome: Outcome) -> None:
        """Write down what became of one question."""
        self.line(
            {
                "verdict": outcome.verdict.value,
                "file": file,
                "item": outcome.item,
                "line": outcome.line,
                "path": outcome.path or None,
                "id": outcome.id,
                "reason": outcome.reason,
                "external_id": outcome.key,
                "places": list(outcome.places),
                "kept": list(outcome.kept),
                "conflicts": [clash._asdict() for clash in outcome.clashes],
                "resolved": None if outcome.resolved is None else outcome.resolved.value,
                **({} if outcome.near is None else {"resembles": _resembles(outcome.near)}),
            }
        )


def tell_diagnostics(narrator: Narrator, checked: Checked, before: int = 0) -> None:
    """Say what there was to say of a file: how it was read, what could not be, what may not come in.

    The first `before` were said already.
    """
    name, said = checked.options.file_name, checked.summary.diagnostics[before:]
    if before and not said:
        return
    told = _first(said)
    for diagnostic in told:
        text = f"{placed(name, diagnostic)}: {diagnostic.message}"
        if diagnostic.severity is Severity.NOTE:
            narrator.say(text)
        else:
            narrator.warn(text)
    already = _first(checked.summary.diagnostics[:before])
    if not before and (hidden := checked.summary.warnings - _of(Severity.WARNING, told)) > 0:
        narrator.warn(f"{name}: {counted(hidden, 'more warning', 'more warnings')}")
    failed, shown = checked.summary.counts[Verdict.FAILED], _errors([*already, *told])
    if failed > shown and (_errors(said) or not before):
        more = counted(failed - shown, "more question", "more questions")
        narrator.warn(f"{name}: {more} cannot be read; --report FILE lists them all")


def _first(said: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Give the first of what there is to say in its order: where it is too much, errors before all else."""
    if len(said) <= SHOWN:
        return list(said)
    rank = sorted(range(len(said)), key=lambda place: said[place].severity is not Severity.ERROR)
    return [said[place] for place in sorted(rank[:SHOWN])]


def _errors(said: Sequence[Diagnostic]) -> int:
    return _of(Severity.ERROR, said)


def _of(severity: Severity, said: Sequence[Diagnostic]) -> int:
    return sum(diagnostic.severity is severity for diagnostic in said)


def placed(name: str, diagnostic: Diagnostic) -> str:
    """Write a diagnostic's place: `file:line: path`."""
    place = diagnostic.place
    where = f"{name}:{place.line}" if place.line else name
    if place.item and not place.line:
        where += f", question {place.item}"
    return f"{where}: {place.path}" if place.path else where


def tell_summary(narrator: Narrator, checked: Checked, summary: ImportSummary, made: str = "made") -> None:
    """Say what an import came to; `made` is what is said of categories that are not there yet."""
    counts = {**summary.counts, Verdict.FAILED: summary.counts[Verdict.FAILED] - summary.refused}
    parts = [
        counted(count, _OF_ONE.get(verdict, _WORDS[verdict]), _WORDS[verdict])
        for verdict, count in counts.items()
        if count
    ]
    parts += [f"{summary.refused:,} refused by the rules of the bank"] if summary.refused else []
    parts += [f"{summary.retired:,} of them retired"] if summary.retired else []
    narrator.say(f"{checked.options.file_name}: {', '.join(parts) or 'nothing'}")
    if summary.told_by is not None:
        narrator.say(f"  the same source as {summary.told_by}: it says the same of most questions")
    for verdict in (Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.GONE):
        _tell_some(narrator, summary, verdict)
    if checked.options.on_conflict is OnConflict.SKIP and any(each.clashes for each in summary.notable):
        narrator.say("  settle them with --on-conflict ask, ours or theirs")
    if summary.resembling:
        _tell_near(narrator, summary)
    _tell_places(narrator, summary, made)
    if summary.notes:
        narrator.say(f"  {counted(summary.notes, 'note')} on questions that were known")
    if summary.document is not None:
        narrator.say(f"  their document: {summary.document}")


def _tell_some(narrator: Narrator, summary: ImportSummary, verdict: Verdict) -> None:
    """Say of a few questions why they did not come in, and how many more there are."""
    told = [each for each in summary.notable if each.verdict is verdict]
    tell_outcomes(narrator, told)
    if (more := summary.counts[verdict] - len(told[:SAMPLE])) > 0:
        narrator.say(f"  … and {more:,} more; --report FILE has them all")


def _tell_places(narrator: Narrator, summary: ImportSummary, made: str) -> None:
    """Say where questions are: in categories that were made, in the trash, elsewhere than in the file."""
    if summary.made:
        shown = ", ".join(summary.made[:5]) + (" …" if len(summary.made) > 5 else "")
        narrator.say(
            f"  {made} {len(summary.made)} categories: {shown}"
            if len(summary.made) > 1
            else f"  {made} category {shown}"
        )
    if summary.trashed:
        trashed = counted(summary.trashed, "of them is", "of them are")
        narrator.say(f"  {trashed} in the trash: qbank trash list")
    if summary.staying:
        one, many = "stays where it is, and the file has it", "stay where they are, and the file has them"
        narrator.say(f"  {counted(summary.staying, one, many)} elsewhere: --report says which")
    if summary.unsorted:
        one, many = "without a category: it is in Unsorted", "without a category: they are in Unsorted"
        narrator.say(f"  {counted(summary.unsorted, one, many)}")


def _tell_near(narrator: Narrator, summary: ImportSummary) -> None:
    """Say which of the new questions resemble one that the bank has."""
    of = counted(summary.resembling, "new question resembles", "new questions resemble")
    narrator.say(f"  {of} one that the bank has:")
    for outcome in summary.near[:SAMPLE]:
        if outcome.near is not None:
            where = f"line {outcome.line}" if outcome.line else f"question {outcome.item}"
            kind, wording, options, _ = outcome.near.resemblance
            narrator.say(f"    {where}: {told(kind, options)} ({outcome.near.id[:8]}, wording {wording:g})")
    if summary.resembling > SAMPLE:
        narrator.say(f"    … and {summary.resembling - SAMPLE:,} more; --report FILE has them all")


def _resembles(near: Near) -> dict[str, str | float | None]:
    kind, wording, options, key = near.resemblance
    return {"id": near.id, "kind": kind.value, "wording": wording, "options": options, "key": key}


def tell_outcomes(narrator: Narrator, outcomes: Sequence[Outcome]) -> None:
    """Say what became of some questions; of a conflict both sides."""
    for outcome in outcomes[:SAMPLE]:
        place = f"question {outcome.item}: " if outcome.item else ""
        where = f"line {outcome.line}: " if outcome.line else place
        own = "" if outcome.key is None else f" {outcome.key}"
        named = f" ({outcome.id[:8]}{own})" if outcome.id else ""
        narrator.say(f"  {where}{outcome.reason}{named}")
        show_clashes(narrator, outcome.clashes)


def tell_conflicts(narrator: Narrator, files: Sequence[Checked]) -> None:
    """Say which conflicts stopped an import."""
    for checked in files:
        found = [each for each in checked.summary.notable if each.verdict is Verdict.CONFLICT]
        if found:
            narrator.say(f"{checked.options.file_name}:")
            tell_outcomes(narrator, found)


def tell_next(narrator: Narrator, summaries: Sequence[ImportSummary]) -> None:
    """End with the commands that list, tag and take back what came in."""
    change = summaries[0].change
    if not any(summary.counts[Verdict.NEW] for summary in summaries):
        if any(each.written for each in summaries):
            narrator.say(f"see it:       qbank log show {change}")
            narrator.say("take it back: qbank undo")
        return
    narrator.say(f"see them:     qbank question list change:{change}")
    narrator.say(f"tag them:     qbank question set change:{change} --add-tag TAG")
    narrator.say("take it back: qbank undo")


def tell_samples(narrator: Narrator, summary: ImportSummary) -> None:
    """Show the first new questions of a file as a reader would see them."""
    for document in summary.samples:
        narrator.say("")
        for line in shown_lines(document):
            narrator.say(f"  {line}")


def shown_lines(document: QuestionDocument) -> Iterator[str]:
    """Give a checked question as a reader would see it on this terminal."""
    width = min(output.width(), 96)
    view = QuestionView(document=document, short_id="")
    return (plain_line(line) for line in question_lines(view, width=width))
