"""Names that qbank gives in the QTI 1.2 it writes, and knows again."""

import re

OWN_IDENT = re.compile(r"qbank_[0-9a-f]{1,32}")
"""The ident of a written question that has no external id."""
