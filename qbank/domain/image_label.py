"""What stands for a picture where only text can be shown."""

import re
from urllib.parse import unquote


def image_label(src: str, alt: str = "", kind: str = "image") -> str:
    """Name a picture by its file and its alternative text: `[image: flask.png, "a flask"]`."""
    name, words = _file_name(src), " ".join(alt.split())
    label = f"[{kind}: {name}" if name else f"[{kind}"
    return f'{label}, "{words}"]' if words else f"{label}]"


def _file_name(src: str) -> str:
    if src[:32].lstrip().lower().startswith(("data:", "qbank:")):
        return ""
    path = re.split(r"[?#]", src.strip(), maxsplit=1)[0].replace("\\", "/")
    return " ".join(unquote(path.rstrip("/").rpartition("/")[2]).split())
