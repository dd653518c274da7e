"""What a written file does not hold: the first questions that lose something, a count of all, a report."""

from collections.abc import Sequence

from qbank.cli.report_file import ReportFile
from qbank.cli.stderr import Narrator
from qbank.domain.counting import counted
from qbank.formats.base import Loss
from qbank.services.file_writing import Told, Written, lost_words
from qbank.services.reading_back import Problem

SHOWN = 20
_WITHOUT = "without "


class LossView:
    """Says on stderr what is lost, a line for each of the first questions; writes all of it to a report."""

    def __init__(self, narrator: Narrator, report: ReportFile | None) -> None:
        self._narrator = narrator
        self._report = report
        self._collected: list[Loss] = []
        self._questions = 0
        self._problems = 0

    @property
    def told(self) -> Told:
        """Who is told of losses and problems as they come."""
        return Told(self._loss, self._problem)

    def _loss(self, loss: Loss) -> None:
        self._note(loss.code, loss.message, loss.number, loss.question)
        if self._collected and self._collected[0].number != loss.number:
            self._show()
        if loss.number and self._questions < SHOWN:
            self._collected.append(loss)

    def _show(self) -> None:
        """Say what one question loses, in one line."""
        if self._collected:
            self._questions += 1
            first = self._collected[0]
            self._narrator.say(f"{placed(first.number, first.question)}{_together(self._collected)}")
        self._collected = []

    def end(self) -> None:
        """Say what was not said yet."""
        self._show()

    def _problem(self, problem: Problem) -> None:
        self._show()
        self._note("differs", problem.message, problem.number, problem.question)
        self._problems += 1
        if self._problems <= SHOWN:
            self._narrator.warn(f"{placed(problem.number, problem.question)}{problem.message}")

    def _note(self, code: str, message: str, number: int, question: str | None) -> None:
        if self._report is not None:
            told = {"code": code, "message": message, "number": number or None, "question": question}
            self._report.line(told)

    def summarise(self, written: Written) -> None:
        """Say what all losses come to."""
        self.end()
        if not written.losses:
            return
        if written.lossy > self._questions:
            self._narrator.say(f"… and {counted(written.lossy - self._questions, 'question')} more")
        listed = "" if self._report is not None else "; --report FILE lists them all"
        where = f" in {written.lossy:,} of {counted(written.given, 'question')}" if written.lossy else ""
        self._narrator.warn(f"not kept{where}: {lost_words(written)}{listed}")


def _together(losses: Sequence[Loss]) -> str:
    """Say the losses of one question in one line, what it goes without in one list."""
    messages = list(dict.fromkeys(loss.message for loss in losses))
    without = [each.removeprefix(_WITHOUT) for each in messages if each.startswith(_WITHOUT)]
    others = [each for each in messages if not each.startswith(_WITHOUT)]
    return "; ".join([*([_WITHOUT + ", ".join(without)] if without else []), *others])


def placed(number: int, question: str | None) -> str:
    """Name a question before what is said of it: by its place in the file and the beginning of its id."""
    if not number:
        return ""
    return f"question {number}{f' ({question[:8]})' if question else ''}: "
