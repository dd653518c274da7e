"""Flashcards for qbank. This module is loaded whenever formats are listed, so it imports nothing slow."""

from qbank.formats.format import Format


def sniff(head: bytes) -> float:
    """Tell how surely a file that begins like this is one of flashcards."""
    return 1.0 if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"#flashcards") else 0.0


FORMAT = Format(
    "flashcards",
    "flashcard text",
    (".cards",),
    reads=True,
    writes=True,
    module="qbank_flashcards.flashcards",
    sniff=sniff,
)
