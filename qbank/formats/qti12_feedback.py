"""Where the feedback of an item belongs: to an answer, to right and wrong attempts, or to the question."""

from collections.abc import Callable

from qbank.domain.kinds import QuestionType
from qbank.domain.options import Pair
from qbank.domain.question import Hint, OutcomeFeedback, WrittenResponse
from qbank.domain.text import Text, text_of
from qbank.formats.qti12_built import Built, Told
from qbank.formats.qti12_item import Feedback
from qbank.formats.qti12_material import Written, joined
from qbank.formats.qti12_rules import Rule

_GENERAL = ("general_fb", "general", "neutral_fb")
_CORRECT = ("correct_fb", "correct", "general_correct_fb")
_INCORRECT = ("general_incorrect_fb", "incorrect_fb", "incorrect")


def hang_feedback(built: Built) -> None:
    """Put each feedback of an item where it belongs in the question made of it."""
    shown: dict[str, list[tuple[int, Rule]]] = {}
    for position, rule in enumerate(built.rules):
        for ident in rule.shows:
            shown.setdefault(ident, []).append((position, rule))
    for feedback in built.parts.feedback:
        _place(built, feedback, shown.get(feedback.ident, []))


def _place(built: Built, feedback: Feedback, showing: list[tuple[int, Rule]]) -> None:
    text = feedback.text
    if feedback.kind == "hint":
        built.document.details.hints.append(Hint(text=built.text(text)))
        return
    owners = _named_owners(built, feedback.ident)
    if owners:
        _tell(built, owners, text)
    elif feedback.kind == "solution":
        _solution(built, text)
    elif (role := _role(feedback.ident)) is not None:
        role(built, text)
    else:
        _by_rules(built, text, showing)


def _named_owners(built: Built, ident: str) -> list[Told]:
    """List the answers whose ident the feedback has, with or without Canvas's `_fb`."""
    bare = ident.removesuffix("_fb")
    own = [
        element
        for (_, value), told in built.by_answer.items()
        if value and value in (ident, bare)
        for element in told
    ]
    pair = built.by_response.get(f"response_{bare}") or built.by_response.get(ident)
    return [*own, pair] if isinstance(pair, Pair) else own


_Role = Callable[[Built, Written], None]


def _role(ident: str) -> _Role | None:
    """Tell by its ident what part feedback plays: Canvas's, Blackboard's and Respondus's words."""
    name = ident.lower()
    if name in _GENERAL or name.endswith("_all"):
        return _general
    if name in _CORRECT or name.endswith("_c"):
        return _correct
    return _incorrect if name in _INCORRECT or name.endswith("_ic") else None


def _by_rules(built: Built, text: Written, showing: list[tuple[int, Rule]]) -> None:
    """Tell by the conditions that show it whom feedback is for."""
    owners: dict[int, Told] = {}
    for position, rule in showing:
        for element in _wanted(built, position, rule):
            owners[id(element)] = element
    everyone = {id(element) for told in built.by_answer.values() for element in told}
    whole = not owners or (len(everyone) > 1 and owners.keys() == everyone)
    if whole and any(rule.is_right for _, rule in showing):
        _correct(built, text)
    elif whole or any(rule.is_otherwise and rule.score is None for _, rule in showing):
        _general(built, text)
    else:
        _tell(built, list(owners.values()), text)


def _wanted(built: Built, position: int, rule: Rule) -> list[Told]:
    if position in built.by_rule:
        return [built.by_rule[position]]
    found = [
        element for test in rule.wanted for element in built.by_answer.get((test.response, test.value), ())
    ]
    missed = {test.response for test in rule.tests if test.negated}
    pairs = [built.by_response[name] for name in missed if name in built.by_response]
    return found or pairs


def _tell(built: Built, owners: list[Told], text: Written) -> None:
    for owner in owners:
        owner.feedback = _added(built, owner.feedback, text)


def _added(built: Built, before: Text | None, text: Written) -> Text:
    """Give a text, after what is there already."""
    said = built.text(text)
    if before is None or text_of(before) == text_of(said):
        return said
    kept = Written(text_of(before), text.format if isinstance(before, str) else before.format or text.format)
    return built.text(joined([kept, text], "\n"))


def _general(built: Built, text: Written) -> None:
    built.document.explanation = _added(built, built.document.explanation, text)


def _outcomes(built: Built) -> OutcomeFeedback:
    details = built.document.details
    if details.feedback is None:
        details.feedback = OutcomeFeedback()
    return details.feedback


def _correct(built: Built, text: Written) -> None:
    outcomes = _outcomes(built)
    outcomes.correct = _added(built, outcomes.correct, text)


def _incorrect(built: Built, text: Written) -> None:
    outcomes = _outcomes(built)
    outcomes.incorrect = _added(built, outcomes.incorrect, text)


def _solution(built: Built, text: Written) -> None:
    details = built.document.details
    if built.document.type is not QuestionType.ESSAY:
        details.solution = _added(built, details.solution, text)
        return
    details.response = details.response or WrittenResponse()
    details.response.sample_answer = _added(built, details.response.sample_answer, text)
