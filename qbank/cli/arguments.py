"""What is done to the words of a command line before Typer reads them."""

from collections.abc import Iterator, Sequence

WITH_VALUE = ("--db", "--bank", "--wait", "--color", "--message", "-m", "--actor")
_WHEN = ("auto", "always", "never")
_QUERIED = ("list", "count", "set", "delete", "export", "open")
_QUERIED_ELSEWHERE = (
    ["media", "extract"],
    ["note", "add"],
    ["note", "list"],
    ["saved", "add"],
    ["saved", "edit"],
)
_ALONE = ("-q", "--quiet", "-v", "--verbose", "-vv", "--no-pager")


def arranged(words: Sequence[str]) -> list[str]:
    """Move the options every command has to the front, and spell a negated term so that it is no option.

    `qbank question list -tag:draft --db b.db` becomes `--db b.db question list NOT tag:draft`. What stands
    behind `--` is left alone.
    """
    everywhere, rest = parted(words)
    return everywhere + spelled(rest)


def parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the options every command has from the command with its own words."""
    everywhere: list[str] = []
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word == "--":
            rest += [word, *remaining]
        elif word in WITH_VALUE:
            pair = [word, *_next(remaining)]
            (rest if _is_category_color(pair) else everywhere).extend(pair)
        elif word.partition("=")[0] in WITH_VALUE or word in _ALONE:
            pair = word.split("=", 1)
            (rest if _is_category_color(pair) else everywhere).append(word)
        else:
            rest.append(word)
    return everywhere, rest


def spelled(rest: Sequence[str]) -> list[str]:
    """Spell the negated terms of a command that takes a query so that they are no options."""
    rest = list(rest)
    if not _takes_a_query(rest):
        return rest
    end = rest.index("--") if "--" in rest else len(rest)
    return [part for word in rest[:end] for part in _term(word)] + rest[end:]


def _next(words: Iterator[str]) -> list[str]:
    following = next(words, None)
    return [] if following is None else [following]


def _is_category_color(pair: Sequence[str]) -> bool:
    """Tell a category's own --color, which has digits for its value, from that of the output, a word."""
    return pair[0] == "--color" and len(pair) > 1 and pair[1] not in _WHEN


def _takes_a_query(words: Sequence[str]) -> bool:
    """Tell whether the command takes a query; others take texts such as `-text: so`."""
    if words[:2] in _QUERIED_ELSEWHERE:
        return True
    if words[:2] == ["question", "edit"]:
        # Beside an option's own text a term cannot be told from that text.
        return not any(word.startswith("-") and _term(word) == [word] for word in words[2:])
    return words[:1] in (["stats"], ["log"], ["search"]) or (
        words[:1] == ["question"] and words[1:2] != [] and words[1] in _QUERIED
    )


def _term(word: str) -> list[str]:
    if not word.startswith("-") or ":" not in word:
        return [word]
    from qbank.query.fields import is_negated_term

    return ["NOT", word[1:]] if is_negated_term(word) else [word]
