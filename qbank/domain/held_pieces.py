"""Code, formulas and gaps kept out of the way while the markup around them is read."""

import re


class HeldPieces:
    """Pieces taken out of a text while its markup is read, and put back as they are."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def keep(self, piece: str) -> str:
        """Keep a piece, and give what stands for it in the text until it is restored."""
        self.pieces.append(self.restored(piece))
        return f"\0{len(self.pieces) - 1}\0"

    def restored(self, text: str) -> str:
        """Put the pieces back into a text that was free of null characters before they were taken out."""
        return re.sub(r"\0([0-9]+)\0", lambda match: self.pieces[int(match[1])], text)
