"""LaTeX as its reader sees it."""

from qbank.domain.kinds import TextFormat
from qbank.domain.reader_text import reader_text


def test_latex_is_kept_but_for_wrappers_and_pictures() -> None:
    written = r"\textbf{so \emph{what}} $\frac{1}{2}$ \includegraphics[width=3cm]{img/cell}"
    assert reader_text(written, TextFormat.LATEX) == r"so what $\frac{1}{2}$ [image: cell]"
