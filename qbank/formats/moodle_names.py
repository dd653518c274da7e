"""The words of Moodle XML: markups, question types, and settings that qbank's model has no place for."""

from qbank.domain.kinds import TextFormat
from qbank.domain.media_types import suffix_of

NAME = "moodle-xml"
"""The format's name, under which a question's extensions keep what only Moodle knows."""

PLUGIN_FILE = "@@PLUGINFILE@@"

MARKUPS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}

WRITTEN_MARKUPS = {markup: word for word, markup in MARKUPS.items()}

DYNAMIC = frozenset(
    {
        "calculated", "calculatedsimple", "calculatedmulti", "coderunner", "formulas", "random",
        "randomsamatch", "stack", "varnumeric", "varnumericset", "varnumunit", "vplquestion",
    }
)  # fmt: skip
"""Types that compute or draw what they ask; and every type whose name ends in `wiris`."""

SETTINGS = frozenset(
    {
        "showstandardinstruction", "shownumcorrect", "selecttype", "selectcount", "gradingtype",
        "showgrading", "responserequired", "minwordlimit", "maxwordlimit", "attachmentsrequired", "maxbytes",
        "unitgradingtype", "unitpenalty", "showunits", "unitsleft",
    }
)  # fmt: skip
"""Elements that stay right whatever else of a question changes: they go back even to an edited question."""


def is_dynamic(kind: str) -> bool:
    """Tell whether a question of a type computes or draws what it asks."""
    return kind in DYNAMIC or kind.endswith("wiris")


def default_name(digest: str, mime: str) -> str:
    """Give the name of a file that has none of its own."""
    return f"{digest[:12]}{suffix_of(mime)}"
