"""The options that say what a question is, shared by `question add` and `question edit`."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import msgspec
import typer

from qbank.cli.set_values import CLEARED, field_of, tag_list, value_of
from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Pair, Step
from qbank.domain.question import Hint, QuestionDocument
from qbank.errors import Kind, QbankError

Several = list[str] | None
One = str | None

TypeOption = Annotated[
    QuestionType | None, typer.Option("--type", "-t", help="What kind. [default: by what it has]")
]
TitleOption = Annotated[One, typer.Option("--title", help="A short name.")]
MarkupOption = Annotated[TextFormat | None, typer.Option("--markup", help="What its texts are written in.")]
ChoiceOption = Annotated[
    Several, typer.Option("--choice", metavar="TEXT", help="A choice; give one for each.")
]
KeyOption = Annotated[
    One, typer.Option("--key", metavar="LETTERS", help="The right ones: B, or A,C; true or false.")
]
AnswerOption = Annotated[
    Several, typer.Option("--answer", metavar="TEXT", help="An accepted answer, or number.")
]
ToleranceOption = Annotated[
    One, typer.Option("--tolerance", metavar="NUMBER", help="How far a number may be off.")
]
PairOption = Annotated[
    Several, typer.Option("--pair", metavar="LEFT=RIGHT", help="A pair; =RIGHT is a distractor.")
]
StepOption = Annotated[Several, typer.Option("--step", metavar="TEXT", help="A step, in the right order.")]
OptionsOption = Annotated[
    One, typer.Option("--options", metavar="JSON", help="All options, as docs/json.md has them.")
]
ExplanationOption = Annotated[One, typer.Option("--explanation", help="Why the key is right.")]
HintOption = Annotated[Several, typer.Option("--hint", metavar="TEXT", help="A hint; give one for each.")]
CategoryOption = Annotated[One, typer.Option("--category", "-c", metavar="PATH", help="Where it belongs.")]
DocumentOption = Annotated[One, typer.Option("--document", metavar="TITLE", help="Where it comes from.")]
TagOption = Annotated[Several, typer.Option("--tag", metavar="TAG", help="A tag; several with commas.")]
DifficultyOption = Annotated[One, typer.Option("--difficulty", "-d", help="easy, medium, hard.")]
RatingOption = Annotated[One, typer.Option("--rating", help="0 to 5.")]
PointsOption = Annotated[One, typer.Option("--points", help="What it is worth.")]
StatusOption = Annotated[One, typer.Option("--status", help="draft, review, ready, retired.")]
AssigneeOption = Annotated[
    One, typer.Option("--assignee", metavar="NAME", help="Who is to look at it, or none.")
]
LanguageOption = Annotated[One, typer.Option("--language", help="A language tag such as en or pt-BR.")]
AuthorOption = Annotated[One, typer.Option("--author", help="Who wrote it.")]
LicenceOption = Annotated[One, typer.Option("--licence", help="What others may do with it.")]
ExternalOption = Annotated[One, typer.Option("--external-id", metavar="ID", help="Your own id for it.")]
FieldOption = Annotated[Several, typer.Option("--field", metavar="NAME=VALUE", help="A field of your own.")]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was said of one question; None for what was not."""

    stem: One = None
    type: QuestionType | None = None
    title: One = None
    markup: TextFormat | None = None
    choice: Several = None
    key: One = None
    answer: Several = None
    tolerance: One = None
    pair: Several = None
    step: Several = None
    options: One = None
    explanation: One = None
    hint: Several = None
    category: One = None
    document: One = None
    tag: Several = None
    difficulty: One = None
    rating: One = None
    points: One = None
    status: One = None
    assignee: One = None
    language: One = None
    author: One = None
    licence: One = None
    external_id: One = None
    field: Several = None

    def put_into(self, document: QuestionDocument) -> None:
        """Change a document by what was said. Raises QbankError for what cannot be understood."""
        if self.stem is not None:
            document.stem = self.stem
        if self.markup is not None:
            document.format = self.markup
        self._put_options(document)
        self._put_texts(document)
        self._put_values(document)

    def refuse_contradictions(self) -> None:
        """Raise QbankError where an option would be without effect."""
        kinds = [name for name in ("choice", "answer", "pair", "step", "options") if getattr(self, name)]
        if len(kinds) > 1:
            raise _wrong(f"--{kinds[0]} and --{kinds[1]} make different questions", "leave one of them out")
        if self.key is not None and kinds not in ([], ["choice"]):
            raise _wrong(f"--key marks choices, and --{kinds[0]} gives none", "leave one of them out")
        if self.tolerance is not None and self.answer is None:
            raise _wrong("--tolerance is of an --answer", "give both: --answer 9.81 --tolerance 0.01")

    def _put_options(self, document: QuestionDocument) -> None:
        built = self._options(document)
        if self.type is not None and self.type is not document.type:
            document.type = self.type
            document.options = []
        if built is not None:
            document.options = built

    def _options(self, document: QuestionDocument) -> list[Any] | None:
        if self.options is not None:
            return _json_options(self.options)
        if self.choice is not None:
            return _choices(self.choice, self.key)
        if self.answer is not None:
            return _answers(self.answer, self.tolerance, self.type or document.type)
        if self.pair is not None:
            return [_pair(told) for told in self.pair]
        if self.step is not None:
            return [Step(text=told) for told in self.step]
        return None if self.key is None else _rekeyed(self.type or document.type, document.options, self.key)

    def kind(self) -> QuestionType:
        """Tell the type by what was said where it was not said itself."""
        if self.type is not None:
            return self.type
        if self.choice is not None:
            several = len(letters_named(self.key or "", len(self.choice))) > 1
            return QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE
        if self.key is not None and self.key.strip().lower() in ("true", "false"):
            return QuestionType.TRUE_FALSE
        if self.answer is not None:
            return QuestionType.SHORT_ANSWER if self.tolerance is None else QuestionType.NUMERICAL
        if self.pair is not None:
            return QuestionType.MATCHING
        return QuestionType.ORDERING if self.step is not None else QuestionType.ESSAY

    def _put_texts(self, document: QuestionDocument) -> None:
        for name in ("title", "explanation", "category", "document", "external_id"):
            if (told := getattr(self, name)) is not None:
                setattr(document, name, None if told.lower() == CLEARED else told)
        if self.hint is not None:
            document.details.hints = [Hint(text=told) for told in self.hint if told.lower() != CLEARED]
        if self.tag is not None:
            document.tags = [tag for tag in tag_list(self.tag) if tag.lower() != CLEARED]

    def _put_values(self, document: QuestionDocument) -> None:
        for name in ("difficulty", "rating", "points", "status", "assignee", "language", "author", "licence"):
            if (told := getattr(self, name)) is not None:
                value = value_of(name, told)
                kind: Any = {"difficulty": Difficulty, "status": Status}.get(name)
                setattr(document, name, value if value is None or kind is None else kind(value))
        for told in self.field or ():
            name, value = field_of(told)
            kept = {key: own for key, own in document.fields.items() if key != name or value is not None}
            document.fields = kept if value is None else {**kept, name: value}


def _wrong(message: str, hint: str) -> QbankError:
    return QbankError(Kind.USAGE, message, hint=hint)


def _json_options(told: str) -> list[Any]:
    try:
        return msgspec.json.decode(told, type=list[Any])
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise _wrong(
            f"--options is no JSON array: {error}", "see docs/json.md for each type's shape"
        ) from error


def letters_named(key: str, count: int) -> set[int]:
    """Read which choices are right: letters, or numbers from 1."""
    positions = set()
    for told in key.replace(",", " ").upper().split():
        for each in [told] if told.isdecimal() else told:
            place = int(each) - 1 if each.isdecimal() else ord(each) - 65
            if not 0 <= place < count:
                raise _wrong(
                    f"--key {key!r}: there is no choice {each}", f"the choices are A to {chr(64 + count)}"
                )
            positions.add(place)
    return positions


def _choices(texts: list[str], key: str | None) -> list[Any]:
    right = letters_named(key or "", len(texts))
    share = round(1 / len(right), 5) if right else 0.0
    return [Choice(text=text, fraction=share if place in right else 0.0) for place, text in enumerate(texts)]


def _rekeyed(kind: QuestionType, options: list[Any], key: str) -> list[Any]:
    """Mark other choices as right, leaving their texts and feedback."""
    if kind is QuestionType.TRUE_FALSE:
        return _truth(options, key)
    if not options or not isinstance(options[0], Choice):
        raise _wrong(
            "--key needs choices", "give them with --choice, or true or false with --type true_false"
        )
    right = letters_named(key, len(options))
    for place, choice in enumerate(options):
        choice.fraction = round(1 / len(right), 5) if place in right else 0.0
    return options


def _truth(options: list[Any], key: str) -> list[Any]:
    told = key.strip().lower()
    if told not in ("true", "false", "t", "f"):
        raise _wrong(f"--key {key!r} is neither true nor false", "write --key true or --key false")
    right = "true" if told.startswith("t") else "false"
    choices = options or [Choice(id="true", text="True"), Choice(id="false", text="False")]
    for choice in choices:
        choice.fraction = 1.0 if choice.id == right else 0.0
    return choices


def _answers(texts: list[str], tolerance: str | None, kind: QuestionType) -> list[Any]:
    if kind is not QuestionType.NUMERICAL and tolerance is None:
        return [AcceptedAnswer(text=text) for text in texts]
    near = None if tolerance is None else _number(tolerance, "--tolerance")
    return [AcceptedNumber(value=_number(text, "--answer"), tolerance=near) for text in texts]


def _number(told: str, option: str) -> Decimal:
    try:
        return Decimal(told.replace(",", "."))
    except InvalidOperation as error:
        raise _wrong(f"{option} {told!r} is no number", "write it as 9.81 or 6.022e23") from error


def _pair(told: str) -> Pair:
    left, equals, right = told.partition("=")
    if not equals:
        raise _wrong(f"--pair {told!r} has no =", "write it as --pair 'France=Paris'")
    return Pair(left=left.strip(), right=right.strip())
