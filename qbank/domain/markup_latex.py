"""LaTeX as its reader sees it: wrappers gone, pictures named, everything else its TeX."""

import re

from qbank.domain.image_label import image_label

_WRAPPER = re.compile(r"\\(?:textbf|textit|textsl|texttt|textsf|textrm|textsc|emph|underline)\{([^{}]*+)\}")
_GRAPHICS = re.compile(r"\\includegraphics\*?\s*+(?:\[[^\[\]]*+\]\s*+)?\{([^{}]*+)\}")
_DEEPEST_WRAPPER = 4


def read_latex(text: str, images: list[str]) -> str:
    """Read a text of LaTeX; the sources of its pictures are added to `images`."""
    if "\\" not in text:
        return text
    images.extend(_GRAPHICS.findall(text))
    text = _GRAPHICS.sub(lambda match: image_label(match[1]), text)
    for _ in range(_DEEPEST_WRAPPER):
        text = _WRAPPER.sub(r"\1", text)
    return text
