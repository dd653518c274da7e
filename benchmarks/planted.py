"""Duplicates planted among questions, and what looks like one and is none, with what each is made from."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec.structs import replace

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.likeness import Likeness
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, text_of
from qbank.domain.wording import option_words, wording
from qbank.services.resemblance import FEW

Change = Callable[["Planter", QuestionDocument], QuestionDocument | None]


class Planted(NamedTuple):
    """A question made from another one: how, and what the two are to each other; None where nothing."""

    how: str
    expected: Likeness | None
    source: QuestionDocument
    made: QuestionDocument


class Planter:
    """Makes duplicates, and what is none, in all the ways there are in turn."""

    def __init__(
        self, words: list[str], names: list[str], sources: Iterable[QuestionDocument], seed: int
    ) -> None:
        self.random = random.Random(seed)
        self.words, self.names = words, names
        self._sets = Counter(map(_set, sources))

    def has_own_options(self, source: QuestionDocument) -> bool:
        """Tell whether hardly another question has a question's options: those say what it asks."""
        return self._sets[_set(source)] < FEW

    def plant(self, how: str, source: QuestionDocument) -> Planted | None:
        """Make one in a way; None where the question does not lend itself to it."""
        expected, change = WAYS[how]
        if source.format not in (TextFormat.PLAIN, TextFormat.HTML, TextFormat.MOODLE, TextFormat.MARKDOWN):
            return None
        made = change(self, source)
        return None if made is None else Planted(how, expected, source, made)

    def other_word(self, but: str) -> str:
        """Draw a word that is not a form of another one; for a name, a name."""
        pool = self.names if but.istitle() else self.words
        while (word := self.random.choice(pool))[:3].lower() == but[:3].lower():
            continue
        return word


def _set(source: QuestionDocument) -> frozenset[str]:
    return frozenset(option_words(text_of(getattr(option, "text", ""))) for option in source.options)


_WORD = re.compile(r"(?<![<&/\w])[^\W\d_]{5,}(?![\w>;])")
_NUMBER = re.compile(r"(?<![\w.#&/-])\d{1,4}(?![\w;.])")


def _words(stem: str) -> list[re.Match[str]]:
    """Find words a question could be about: none in a tag, none that all questions have."""
    content = set(wording(stem).content)
    tags = [
        match.span()
        for match in re.finditer(r"<[^>]*>|\$[^$]*\$|\\\S+|https?:\S+|!?\[[^]]*\]\([^)]*\)", stem)
    ]
    return [
        match
        for match in _WORD.finditer(stem)
        if match[0].lower() in content and not any(low <= match.start() < high for low, high in tags)
    ]


def _put(stem: str, match: re.Match[str], word: str) -> str:
    return stem[: match.start()] + word + stem[match.end() :]


def _choices(source: QuestionDocument, least: int = 3) -> bool:
    texts = {text_of(option.text) for option in source.options} if _is_choice(source) else set()
    return len(texts) == len(source.options) >= least and len(_keys(source)) == 1 and all(texts)


def _is_choice(source: QuestionDocument) -> bool:
    return source.type in (QuestionType.SINGLE_CHOICE, QuestionType.TRUE_FALSE)


def _keys(source: QuestionDocument) -> list[int]:
    return [place for place, option in enumerate(source.options) if option.fraction > 0]


def exact(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """The same, its options in another order, its blanks doubled."""
    if source.type is QuestionType.TRUE_FALSE or not source.stem.isascii():
        return None
    options = list(source.options)
    planter.random.shuffle(options)
    doubled = source.stem.replace(" ", "  ", 3) if source.format is TextFormat.PLAIN else source.stem
    return replace(source, stem=doubled, options=options)


def dressed(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """In capitals, with other punctuation."""
    if source.format is not TextFormat.PLAIN or "\\" in source.stem or "$" in source.stem:
        return None
    return replace(source, stem=source.stem.rstrip("?.: ").upper() + " :")


def slipped(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With one word misspelt."""
    words = [match for match in _words(source.stem) if len(match[0]) > 5]
    if len(words) < 3:
        return None
    match = planter.random.choice(words)
    return replace(source, stem=_put(source.stem, match, _misspelt(planter.random, match[0])))


def _misspelt(pick: random.Random, word: str) -> str:
    at = next(
        (at for at in pick.sample(range(2, len(word) - 2), len(word) - 4) if word[at] != word[at + 1]), 2
    )
    if pick.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def asked_otherwise(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """Begun in another way."""
    if len(_words(source.stem)) < 2:
        return None
    start = planter.random.choice(["Please choose the correct answer: ", "7) ", "Identify the right one. "])
    return replace(source, stem=start + source.stem)


def another_word(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With one or two words replaced by others: what a synonym looks like to who has no dictionary."""
    words = [match for match in _words(source.stem) if match[0].islower()]
    if not _choices(source) or len(words) < 5 or not planter.has_own_options(source):
        return None
    stem = source.stem
    for match in sorted(planter.random.sample(words, 2 if len(words) > 8 else 1), key=lambda m: -m.start()):
        stem = _put(stem, match, planter.other_word(match[0]).lower())
    return replace(source, stem=stem)


def shortened(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With a word or two left out."""
    words = _words(source.stem)
    if not _choices(source) or len(words) < 5:
        return None
    stem = source.stem
    for match in sorted(planter.random.sample(words, 2 if len(words) > 8 else 1), key=lambda m: -m.start()):
        stem = _put(stem, match, "")
    return replace(source, stem=stem)


def turned_round(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With its second half first."""
    words = source.stem.split()
    if not _choices(source) or source.format is not TextFormat.PLAIN or len(_words(source.stem)) < 5:
        return None
    if wording(source.stem).signs not in ("0|", "1|"):
        return None
    half = len(words) // 2
    return replace(source, stem=" ".join([*words[half:], *words[:half]]))


def options_slipped(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With a word of an option misspelt, one of the stem left out."""
    if not _choices(source) or len(_words(source.stem)) < 5:
        return None
    for place, option in enumerate(source.options):
        words = [match for match in _words(text_of(option.text)) if len(match[0]) > 6]
        if words and type(option.text) is str:
            text = _put(option.text, words[0], _misspelt(planter.random, words[0][0]))
            if text.lower() in {text_of(other.text).lower() for other in source.options}:
                return None
            options = [*source.options[:place], replace(option, text=text), *source.options[place + 1 :]]
            left_out = planter.random.choice(_words(source.stem))
            return replace(source, stem=_put(source.stem, left_out, ""), options=options)
    return None


def other_key(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With another option marked right."""
    if not _choices(source, 2):
        return None
    made = _rekeyed(planter, source)
    return slipped(planter, made) or made if planter.random.random() < 0.3 else made


def _rekeyed(planter: Planter, source: QuestionDocument) -> QuestionDocument:
    key = _keys(source)[0]
    new = planter.random.choice([place for place in range(len(source.options)) if place != key])
    shares = {key: source.options[new].fraction, new: source.options[key].fraction}
    options = [
        replace(option, fraction=shares.get(place, option.fraction))
        for place, option in enumerate(source.options)
    ]
    return replace(source, options=options)


def other_options(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With two of the wrong options replaced."""
    if not _choices(source, 4):
        return None
    wrong = [place for place in range(len(source.options)) if place != _keys(source)[0]]
    options = list(source.options)
    for place in wrong[:2]:
        options[place] = replace(options[place], text=_text(planter))
    return replace(source, options=options)


def _text(planter: Planter) -> Text:
    return " ".join(planter.random.sample(planter.words, 3))


def template(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """Of one template: another thing asked about, the same options, another key."""
    words = _words(source.stem)
    if not _choices(source, 2) or len(words) < 4:
        return None
    match = planter.random.choice(words)
    return replace(_rekeyed(planter, source), stem=_put(source.stem, match, planter.other_word(match[0])))


def other_statement(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """Of one template: another thing asked about, with the same answers as half of all questions have."""
    words = _words(source.stem)
    if source.type not in (QuestionType.TRUE_FALSE, QuestionType.ESSAY) or len(words) < 4:
        return None
    match = planter.random.choice(words)
    return replace(source, stem=_put(source.stem, match, planter.other_word(match[0])))


def other_name(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """Of one template: another name asked about, the same options, the same key."""
    words = [
        match
        for match in _words(source.stem)[1:]
        if match[0].istitle() and re.search(r"[\w,] $", source.stem[: match.start()])
    ]
    if not _choices(source) or not words:
        return None
    return replace(source, stem=_put(source.stem, words[0], planter.other_word(words[0][0])))


def other_number(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With another number in it."""
    match = _NUMBER.search(source.stem, 8)
    if match is None or "<" in source.stem or "\\" in source.stem:
        return None
    return replace(source, stem=_put(source.stem, match, str(int(match[0]) + planter.random.randint(1, 9))))


def denied(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """With a *not* in it, and another key."""
    found = re.search(r"\b(is|are|was|does|did|can)\b", source.stem)
    if not _choices(source, 2) or found is None:
        return None
    return replace(_rekeyed(planter, source), stem=_put(source.stem, found, f"{found[0]} not"))


def other_answer(planter: Planter, source: QuestionDocument) -> QuestionDocument | None:
    """Typed, asking for another thing, with another answer."""
    words = _words(source.stem)
    if source.type is not QuestionType.SHORT_ANSWER or len(words) < 3:
        return None
    match = planter.random.choice(words)
    answers = [replace(each, text=planter.random.choice(planter.words)) for each in source.options[:1]]
    return replace(source, stem=_put(source.stem, match, planter.other_word(match[0])), options=answers)


WAYS: dict[str, tuple[Likeness | None, Change]] = {
    "exact": (Likeness.EXACT, exact),
    "dressed": (Likeness.REWORDED, dressed),
    "slipped": (Likeness.REWORDED, slipped),
    "asked otherwise": (Likeness.REWORDED, asked_otherwise),
    "another word": (Likeness.REWORDED, another_word),
    "shortened": (Likeness.REWORDED, shortened),
    "turned round": (Likeness.REWORDED, turned_round),
    "options slipped": (Likeness.REWORDED, options_slipped),
    "other key": (Likeness.OTHER_KEY, other_key),
    "other options": (Likeness.OTHER_OPTIONS, other_options),
    "template": (None, template),
    "other statement": (None, other_statement),
    "other name": (None, other_name),
    "other number": (None, other_number),
    "denied": (None, denied),
    "other answer": (None, other_answer),
}
"""The ways to make a question from another one, and what the two then are to each other."""
