"""A new question asked for line by line, on a terminal; what was typed is kept when it breaks off."""

from dataclasses import dataclass, field
from itertools import count

import typer

from qbank.cli import stderr
from qbank.cli.exits import ExitCode
from qbank.cli.question_parts import Parts, letters_named
from qbank.cli.stderr import Narrator
from qbank.domain import preferences
from qbank.domain.category_rules import tidy_path
from qbank.domain.kinds import Difficulty, QuestionType
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.validation import option_id
from qbank.errors import QbankError
from qbank.formats.answer_lines import answered_by
from qbank.formats.text_form_lines import Mistake

_UNANSWERED = (QuestionType.ESSAY, QuestionType.UPLOAD, QuestionType.DESCRIPTION)


@dataclass
class Draft:
    """What was typed so far."""

    stem: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    right: set[int] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)
    category: str | None = None
    difficulty: Difficulty | None = None
    tags: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.stem

    def document(self) -> QuestionDocument:
        """Make the question of what was typed; its type is told by its answers."""
        kind, options = self._answered()
        return QuestionDocument(
            type=kind,
            stem="\n".join(self.stem),
            options=options,
            category=self.category,
            difficulty=self.difficulty,
            tags=self.tags,
        )

    def _answered(self) -> tuple[QuestionType, list[object]]:
        if not self.choices:
            return answered_by(self.answers)
        share = round(1 / len(self.right), 5) if self.right else 0.0
        several = len(self.right) > 1
        made = [
            Choice(text=text, fraction=share if place in self.right else 0.0)
            for place, text in enumerate(self.choices)
        ]
        return QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE, list(made)


def ask(draft: Draft, said: Parts, category: str, narrator: Narrator) -> None:
    """Ask for all that the options did not say; `category` is where it goes when nothing else is typed.

    Ends the command with 1 where no question is typed.
    """
    narrator.say("A new question. An empty line or Ctrl-D ends several lines; Ctrl-C stops.")
    while typed := _line("          " if draft.stem else "Question: "):
        draft.stem.append(typed)
    if draft.is_empty:
        narrator.say("nothing was typed; nothing was added")
        raise typer.Exit(ExitCode.NEGATIVE)
    if not _says_answers(said):
        _ask_answers(draft, narrator)
    if said.category is None:
        draft.category = _asked_category(category, narrator)
    if said.difficulty is None:
        draft.difficulty = _asked_difficulty(narrator)
    if said.tag is None:
        draft.tags = [tag.strip() for tag in _line("Tags, commas between: ").split(",") if tag.strip()]


def _says_answers(said: Parts) -> bool:
    told = (said.choice, said.answer, said.pair, said.step, said.options, said.key)
    return said.type in _UNANSWERED or any(each is not None for each in told)


def _line(prompt: str) -> str:
    return stderr.ask_line(prompt).strip()


def _ask_answers(draft: Draft, narrator: Narrator) -> None:
    narrator.say("Choices, * before a right one. None: an answer is typed.")
    for place in count():
        typed = _line(f"  {option_id(place).upper()}) ")
        if not typed and len(draft.choices) != 1:
            break
        if not typed:
            typed = _line("  one choice is no choice; another one: ")
            if not typed:
                break
        if typed.startswith("*"):
            draft.right.add(len(draft.choices))
        draft.choices.append(typed.removeprefix("*").strip())
    if draft.choices and not draft.right:
        draft.right = _asked_key(len(draft.choices), narrator)
    if not draft.choices:
        _ask_typed(draft, narrator)


def _asked_key(choices: int, narrator: Narrator) -> set[int]:
    last = option_id(choices - 1).upper()
    while True:
        typed = _line(f"Right: A to {last}, several with commas: ")
        try:
            if right := letters_named(typed, choices):
                return right
        except QbankError as error:
            narrator.say(f"  {error.hint}")
        if not typed:
            narrator.say("  a question needs a right choice; Ctrl-C stops, and what you typed is kept")


def _ask_typed(draft: Draft, narrator: Narrator) -> None:
    narrator.say("Answers: a text, 9.81 +- 0.01, true, left == right, 1. step. None: an essay.")
    while typed := _line("  = "):
        draft.answers.append(typed)
        try:
            answered_by(draft.answers)
        except Mistake as mistake:
            draft.answers.pop()
            narrator.say(f"  {mistake.reason}")


def _asked_category(usual: str, narrator: Narrator) -> str:
    while True:
        typed = _line(f"Category [{usual}]: ")
        try:
            tidy_path(typed or usual)
        except QbankError as error:
            narrator.say(f"  {error.message}; {error.hint}")
        else:
            return typed or usual


def _asked_difficulty(narrator: Narrator) -> Difficulty | None:
    while True:
        typed = _line("Difficulty: easy, medium, hard [none]: ")
        if not typed or typed.lower() == "none":
            return None
        try:
            return Difficulty(preferences.read("difficulty", typed))
        except QbankError as error:
            narrator.say(f"  {error.message}; {error.hint}")
