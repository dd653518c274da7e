"""Finding the words to replace: in this process as they are, in one of its own as a regular expression.

A regular expression may take longer than the universe lasts, and Python's `re` cannot be told to stop: while
it runs it holds the whole process, Ctrl-C too. So it runs in a process that can be ended, on every platform
and without another dependency; each question has its own time.
"""

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from qbank.errors import Kind, QbankError
from qbank.services.replacing_request import ReplaceRequest

BUDGET = 2.0
"""Seconds a regular expression may take for one question; an ordinary one takes a thousandth of one."""
MOST_SLOW = 3
"""So many questions may be too slow before the pattern is refused."""
_START = 60.0
_LONGEST_LINE = 1 << 30
_WORKER = Path(__file__).with_name("replacing_worker.py")


class Match(NamedTuple):
    """A match in what is seen of a text, and what is to stand there."""

    start: int
    end: int
    new: str


Found = list[list[Match]] | None
"""The matches in each text of a question; None where looking took too long."""


class Matcher:
    """Finds words as they are."""

    def __init__(self, request: ReplaceRequest) -> None:
        self._pattern = re.compile(request.source(), request.flags)
        self._new = request.replacement

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Nothing is to be ended."""

    async def find(self, questions: Sequence[Sequence[str]]) -> list[Found]:
        """Give the matches in each text of each question, in order, none of them empty."""
        return [[self._matches(text) for text in texts] for texts in questions]

    def _matches(self, text: str) -> list[Match]:
        return [Match(match.start(), match.end(), self._new) for match in self._pattern.finditer(text)]


class GuardedMatcher(Matcher):
    """Finds a regular expression, in a process that is ended where one question takes too long."""

    def __init__(self, request: ReplaceRequest) -> None:
        self._told = json.dumps([request.source(), request.flags, request.replacement]).encode() + b"\n"
        self._slow = 0
        self._process: asyncio.subprocess.Process | None = None

    async def __aexit__(self, *raised: object) -> None:
        """End the process."""
        await self._end()

    async def find(self, questions: Sequence[Sequence[str]]) -> list[Found]:
        """Give the matches as `Matcher` does, None for a question that took too long.

        Raises QbankError (usage) where several did.
        """
        found: list[Found] = []
        while len(found) < len(questions):
            found += await self._batch(questions[len(found) :])
        return found

    async def _batch(self, questions: Sequence[Sequence[str]]) -> list[Found]:
        """Give what is found until all are looked through, or one takes too long, which comes last."""
        process = self._process or await self._start()
        assert process.stdin is not None, "it was started with a pipe"
        process.stdin.write(json.dumps(questions).encode() + b"\n")
        await process.stdin.drain()
        found: list[Found] = []
        for _ in questions:
            try:
                texts = await _answer(process, BUDGET)
            except TimeoutError:
                await self._end()
                self._count_slow()
                return [*found, None]
            found.append([[Match(*match) for match in text] for text in texts])
        return found

    def _count_slow(self) -> None:
        self._slow += 1
        if self._slow > MOST_SLOW:
            raise QbankError(
                Kind.USAGE,
                f"the regular expression takes more than {BUDGET:g} s for one question; nothing was changed",
                hint="write it without a repeat in a repeat, such as (a+)+",
            )

    async def _start(self) -> asyncio.subprocess.Process:
        pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", str(_WORKER),
            stdin=pipe, stdout=pipe, stderr=nowhere, limit=_LONGEST_LINE,
        )  # fmt: skip
        assert process.stdin is not None, "it was started with a pipe"
        process.stdin.write(self._told)
        await process.stdin.drain()
        await _answer(process, _START)
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.communicate()


async def _answer(process: asyncio.subprocess.Process, seconds: float) -> list[list[tuple[int, int, str]]]:
    assert process.stdout is not None, "it was started with a pipe"
    line = await asyncio.wait_for(process.stdout.readline(), seconds)
    if not line:
        raise QbankError(
            Kind.USAGE,
            "the regular expression needs more than this machine has; nothing was changed",
            hint="write it with smaller repeats",
        )
    answer: list[list[tuple[int, int, str]]] = json.loads(line)
    return answer


def matcher(request: ReplaceRequest) -> Matcher:
    """Give what finds the words of a request, to be used in `async with`."""
    return GuardedMatcher(request) if request.regex else Matcher(request)
