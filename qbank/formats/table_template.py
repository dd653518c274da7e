"""A table to fill in: qbank's own columns, and an example of every type of question."""

from collections.abc import Sequence
from decimal import Decimal
from typing import BinaryIO

from qbank.domain.kinds import Difficulty, QuestionType, Status
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Pair, Step
from qbank.domain.question import Details, Hint, OutcomeFeedback, QuestionDocument, WrittenResponse
from qbank.domain.validation import checked
from qbank.formats import tables, xlsx
from qbank.formats.base import WriteOptions

FORMATS = ("csv", "tsv", "xlsx")
"""The formats a template can be had in."""

Q = QuestionType


def write_template(stream: BinaryIO, format: str) -> None:
    """Write a template of one of `FORMATS` into a stream: questions to be written over.

    Raises QbankError (configuration) where a workbook is asked for and its library is not installed.
    """
    module = xlsx if format == "xlsx" else tables
    losses = module.write(examples(), stream, lambda digest: None, WriteOptions(format=format))
    lost = list(losses)
    assert not lost, f"the examples hold what a table does not: {lost[0]}"


def examples() -> Sequence[QuestionDocument]:
    """Give a question of every type that a table holds, with every column somebody is likely to fill."""
    return [checked(document) for document in _made()]


def _made() -> list[QuestionDocument]:
    return [
        QuestionDocument(
            type=Q.SINGLE_CHOICE,
            external_id="B-17",
            title="Mitochondria",
            stem="Which part of a cell makes most of its ATP?",
            options=[
                Choice(text="The nucleus", feedback="It holds the genome."),
                Choice(text="The mitochondrion", fraction=1),
                Choice(text="The ribosome", feedback="It makes proteins."),
                Choice(text="The cell wall"),
            ],
            explanation="Oxidative phosphorylation takes place at its inner membrane.",
            details=Details(
                hints=[Hint(text="It has two membranes.")],
                feedback=OutcomeFeedback(correct="Well done.", incorrect="Read chapter 3 again."),
                shuffle=True,
            ),
            category="Biology/Cells",
            tags=["cell", "energy"],
            difficulty=Difficulty.EASY,
            points=1,
            status=Status.READY,
            language="en",
            author="Your name",
        ),
        QuestionDocument(
            type=Q.MULTIPLE_CHOICE,
            stem="Which of these are noble gases?",
            options=[
                Choice(text="Neon", fraction=0.5),
                Choice(text="Nitrogen", fraction=-0.5),
                Choice(text="Xenon", fraction=0.5),
            ],
            category="Chemistry",
            difficulty=Difficulty.MEDIUM,
            points=2,
        ),
        QuestionDocument(
            type=Q.TRUE_FALSE,
            stem="Sound travels faster in water than in air.",
            options=[Choice(text="True", fraction=1), Choice(text="False")],
            category="Physics",
        ),
        QuestionDocument(
            type=Q.SHORT_ANSWER,
            stem="What is the capital of Australia?",
            options=[AcceptedAnswer(text="Canberra")],
            category="Geography",
        ),
        QuestionDocument(
            type=Q.NUMERICAL,
            stem="What is the acceleration of free fall, in m/s²?",
            options=[AcceptedNumber(value=Decimal("9.81"), tolerance=Decimal("0.02"))],
            category="Physics",
        ),
        QuestionDocument(
            type=Q.MATCHING,
            stem="Which capital belongs to which country?",
            options=[
                Pair(left="Peru", right="Lima"),
                Pair(left="Chile", right="Santiago"),
                Pair(left="", right="Quito"),
            ],
            category="Geography",
        ),
        QuestionDocument(
            type=Q.ORDERING,
            stem="Put the planets in order, the one nearest to the sun first.",
            options=[Step(text="Mercury"), Step(text="Venus"), Step(text="Earth"), Step(text="Mars")],
            category="Astronomy",
        ),
        QuestionDocument(
            type=Q.ESSAY,
            stem="Why did the Roman Republic end?",
            details=Details(
                response=WrittenResponse(
                    lines=30,
                    template="Thesis:",
                    grader_info="Two causes at least, with a source for each.",
                    sample_answer="Civil wars, and armies that were loyal to their generals.",
                )
            ),
            category="History",
        ),
    ]
