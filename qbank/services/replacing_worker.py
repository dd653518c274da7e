"""A process of its own that looks for a regular expression, so that it can be ended when that takes too long.

Run by its path, isolated; it knows the standard library alone. Reads JSON lines on stdin: first the pattern
with its flags and the replacement, then lists of questions, each a list of texts. For each question it writes
a line with the matches in each text: [start, end, replacement].
"""

import json
import re
import sys
import warnings


def main() -> None:
    """Answer until stdin ends."""
    warnings.simplefilter("ignore")
    source, flags, replacement = json.loads(sys.stdin.buffer.readline())
    pattern = re.compile(source, flags)
    _answer("ready")
    for line in sys.stdin.buffer:
        for texts in json.loads(line):
            _answer([_matches(pattern, replacement, text) for text in texts])


def _matches(pattern: re.Pattern[str], replacement: str, text: str) -> list[tuple[int, int, str]]:
    found = pattern.finditer(text)
    return [(match.start(), match.end(), match.expand(replacement)) for match in found if match[0]]


def _answer(value: object) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
