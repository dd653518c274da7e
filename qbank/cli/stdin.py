"""Standard input, the one way data comes in besides files."""

import sys
from typing import BinaryIO

from qbank.errors import Kind, QbankError


def stream(hint: str) -> BinaryIO:
    """Give the bytes of stdin. Raises QbankError (usage), with what to do instead, where it is closed."""
    if sys.stdin is None:
        raise QbankError(Kind.USAGE, "stdin is closed", hint=hint)
    return sys.stdin.buffer
