"""Whether two questions are one: their wording, options and key, each judged apart, and then together.

That many words are the same says little: "What is the capital of France?" and "What is the capital of Spain?"
share nearly all. So what differs is looked at. Signs (numbers, relations, denials), pictures and passages may
not differ at all. A word in one that stands for another in the other is what a template has at its gap: it is
taken for another wording only where the options and the key, unlike those of most questions, are the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from qbank.domain.kinds import QuestionType
from qbank.domain.likeness import Likeness, Resemblance
from qbank.domain.wording import Wording, is_one_letter, names_in, option_words, wording
from qbank.services.option_likeness import common_options, is_within
from qbank.services.stable_numbers import number_of
from qbank.services.word_forms import Words, is_akin, says_the_same

Common = Callable[[int], int]
"""How many questions have a set of options, or a stem, that is known by its hash."""

GROUPS = {
    QuestionType.SINGLE_CHOICE: "choice",
    QuestionType.MULTIPLE_CHOICE: "choice",
    QuestionType.TRUE_FALSE: "choice",
    QuestionType.SHORT_ANSWER: "typed",
    QuestionType.NUMERICAL: "typed",
    QuestionType.MATCHING: "matching",
    QuestionType.ORDERING: "ordering",
    QuestionType.CLOZE: "cloze",
    QuestionType.ESSAY: "written",
    QuestionType.UPLOAD: "written",
    QuestionType.HOTSPOT: "hotspot",
    QuestionType.DESCRIPTION: "passage",
}
"""Types that may ask the same. One that is not here holds what qbank cannot read: it has exact twins only."""

FEW = 4
"""So many questions may share a set of options before it says nothing of them, as *true, false* does not."""
SHARED_STEM = 3
"""More questions than this with one stem and no option in common are given one instruction."""
ENOUGH = 0.4
"""How alike wordings must be where options and key are the same, after what a user measured (peers.md, 5)."""
SOME = 0.5
ALONE = 0.8
"""How alike they must be where nothing else tells."""


class Seen(NamedTuple):
    """A question as it is compared. `options` are sorted, `key` as its type has it; empty where it has none.

    `beside` holds what may not differ though it is no text: pictures and the passage.
    """

    id: str
    group: str
    stem: str
    said: Wording
    options: tuple[str, ...]
    key: tuple[str, ...]
    beside: str

    @property
    def must_agree(self) -> tuple[str, str, str]:
        """Give what two questions that resemble each other have in common."""
        return self.group, self.said.signs, self.beside

    @property
    def option_set(self) -> int:
        """Know its options by a number."""
        return number_of(self.group, *self.options)

    @property
    def asked(self) -> int:
        """Know by a number what its stem says."""
        return number_of(*self.must_agree, "", *self.said.content)


def seen(
    id: str, group: str, stem: str, answers: Sequence[str], distractors: Sequence[str], beside: str
) -> Seen:
    """Make a question comparable. The options are as read, those that earn points apart."""
    right, wrong = [_distinct(texts) for texts in _folded(answers, distractors)]
    options: list[str] = [*right, *wrong]
    key = right
    if group == "matching":
        options = [side for pair in right for side in pair.split(" – ", 1)] + wrong
    elif group != "ordering":
        key = sorted(right)
    return Seen(id, group, stem, wording(stem), tuple(sorted(options)), tuple(key), beside)


def _distinct(texts: Words) -> list[str]:
    return [text for text in texts if text]


def _folded(answers: Sequence[str], distractors: Sequence[str]) -> tuple[list[str], list[str]]:
    """Fold options; where that makes two of them one, as with `Aa` and `aa`, case stays."""
    right, wrong = [option_words(text) for text in answers], [option_words(text) for text in distractors]
    if len(set(right) | set(wrong)) < len(set(answers) | set(distractors)):
        return [" ".join(text.split()) for text in answers], [" ".join(text.split()) for text in distractors]
    return right, wrong


def resemblance(one: Seen, other: Seen, sharing: Common) -> Resemblance | None:
    """Judge two questions; None where they are different ones.

    `sharing` tells how many questions have a set of options or a stem.
    """
    if one.must_agree != other.must_agree or not _is_worth_a_look(one, other):
        return None
    wordings, evidence = _Wordings(one, other), _Evidence(one, other, sharing)
    if not wordings.is_same and (wordings.score < ENOUGH or not _may_be(wordings, evidence)):
        return None
    options, key = common_options(one.group, (one.options, one.key), (other.options, other.key))
    kind = _kind(wordings, options, key, evidence)
    if kind is None:
        return None
    return Resemblance(kind, round(wordings.score, 3), _rounded(options), _rounded(key))


def _is_worth_a_look(one: Seen, other: Seen) -> bool:
    """Tell soon that most pairs are none: where wordings differ, options and key must not."""
    mine, its = one.options, other.options
    as_many = len(mine) == len(its) and len(one.key) == len(other.key)
    if as_many and (len(mine) < 2 or not set(mine).isdisjoint(its)):
        return True
    return says_the_same(one.said.content, other.said.content)


def _may_be(wordings: "_Wordings", evidence: "_Evidence") -> bool:
    if evidence.is_strong or not wordings.needs_more:
        return True
    return wordings.is_turned_round and evidence.is_listed


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 3)


class _Evidence:
    """What the bank says of how much the options of two questions tell."""

    def __init__(self, one: Seen, other: Seen, sharing: Common) -> None:
        self._one, self._other, self._sharing = one, other, sharing

    @property
    def is_strong(self) -> bool:
        """Tell whether a set of options is this item's own: three or more, that few questions have."""
        return self.is_listed and self._is_rare(self._one) and self._is_rare(self._other)

    @property
    def is_listed(self) -> bool:
        """Tell whether there are three options or more."""
        return min(len(self._one.options), len(self._other.options)) > 2

    @property
    def is_some(self) -> bool:
        """Tell whether the options say anything: what was typed, or what few questions have."""
        return bool(self._one.options) and self._is_rare(self._one) and self._is_rare(self._other)

    @property
    def is_asked_by_few(self) -> bool:
        """Tell a stem of its own from an instruction that many questions begin with."""
        return bool(self._one.said.content) and self._sharing(self._one.asked) <= SHARED_STEM

    @property
    def is_one_answer(self) -> bool:
        """Tell whether an answer of one says what one of the other says, and maybe more."""
        return any(is_within(mine, its) for mine in self._one.key for its in self._other.key)

    def _is_rare(self, question: Seen) -> bool:
        return self._sharing(question.option_set) <= FEW


def _kind(
    wordings: "_Wordings", options: float | None, key: float | None, evidence: _Evidence
) -> Likeness | None:
    if wordings.is_same:
        return _same_wording(wordings, options, key, evidence)
    if key is not None and key < 1:
        return None
    if options == 1 and wordings.is_turned_round and evidence.is_listed:
        return Likeness.REWORDED
    if options == 1 and evidence.is_strong:
        return None if wordings.names_another else Likeness.REWORDED
    if wordings.needs_more:
        return None
    if options is not None and evidence.is_some and options > SOME:
        return Likeness.REWORDED if options == 1 and wordings.score >= SOME else None
    return Likeness.REWORDED if (options is None or options == 1) and wordings.score >= ALONE else None


def _same_wording(
    wordings: "_Wordings", options: float | None, key: float | None, evidence: _Evidence
) -> Likeness | None:
    """Judge two questions that ask the same."""
    says_nothing = not wordings.carries
    if options is None or (options == 1 and key == 1):
        return Likeness.REWORDED if not says_nothing or evidence.is_strong else None
    if options == 1:
        return Likeness.OTHER_KEY if not says_nothing or evidence.is_strong else None
    if wordings.is_typed and key == 0 and not evidence.is_one_answer:
        return Likeness.OTHER_KEY if evidence.is_asked_by_few else None
    if says_nothing:
        return None
    return Likeness.OTHER_OPTIONS if options > 0 or evidence.is_asked_by_few else None


class _Wordings:
    """Two wordings: what only one of them has, and how much they share."""

    def __init__(self, one: Seen, other: Seen) -> None:
        self._one, self._other = one, other
        mine, its = one.said.content, other.said.content
        self.carries = bool(mine or its)
        self.is_typed = one.group == "typed"
        self.is_same = mine == its or says_the_same(mine, its)
        gone, come = Counter(mine), Counter(its)
        gone, come = gone - come, come - gone
        akin = _pair_off(gone, come)
        self._gone, self._come = list(gone.elements()), list(come.elements())
        self.score = self._score(mine, its, akin)

    def _score(self, mine: Words, its: Words, akin: int) -> float:
        if self._one.said.plain == self._other.said.plain:
            return 1.0
        total = len(mine) + len(its)
        if not total:
            return 0.99
        shared = (total - len(self._gone) - len(self._come)) / total
        in_order = Indel.normalized_similarity(mine, its)
        return min(0.99, (3 * (shared - 0.1 * akin / total) + max(in_order, shared - 0.2)) / 4)

    @property
    def is_template(self) -> bool:
        """Tell whether words of one stand where others stand in the other."""
        return bool(self._gone) and bool(self._come)

    @property
    def needs_more(self) -> bool:
        """Tell whether the words do not show by themselves that two questions ask the same."""
        return self.is_template or self.is_in_other_order

    @property
    def names_another(self) -> bool:
        """Tell whether what differs are names or letters, which stand for other things."""
        if not self.is_template:
            return False
        return all(
            any(is_one_letter(word) or word in named for word in words)
            for words, named in (
                (self._gone, names_in(self._one.stem)),
                (self._come, names_in(self._other.stem)),
            )
        )

    @property
    def is_turned_round(self) -> bool:
        """Tell whether they are the same words in another order; of letters, that is another formula."""
        letters = any(map(is_one_letter, self._one.said.content))
        return not (self._gone or self._come or self.is_same or letters)

    @property
    def is_in_other_order(self) -> bool:
        """Tell whether the words they share come in another order: from Latin into Greek, or the reverse."""
        gone, come = set(self._gone), set(self._come)
        mine = [word for word in self._one.said.content if word not in gone]
        its = [word for word in self._other.said.content if word not in come]
        return Counter(mine) == Counter(its) and mine != its


def _pair_off(gone: Counter[str], come: Counter[str]) -> int:
    """Take words out that are akin to each other; gives how many pairs."""
    pairs = 0
    for word in list(gone):
        near = (each for each in come if each[0] == word[0] and come[each])
        twin = next((each for each in near if is_akin(word, each)), None)
        if twin is not None:
            gone[word] -= 1
            come[twin] -= 1
            pairs += 1
    return pairs
