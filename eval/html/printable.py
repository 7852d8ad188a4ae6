"""Text made fit for a browser: what it would obey beyond markup is replaced.

`ui.safe_text` does the same for the chat; it stands above `eval`, so this is a copy. Markup is
left to the templates, which escape.
"""

from __future__ import annotations

import re

# Spacing controls, which become a space; \n and \t stay.
_SPACING = re.compile("[\x0b\x0c\r\x1c-\x1f\x85]")
# Other controls, marks that override or embed a reading direction, and lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with what a browser would obey replaced, one code point for one.

    Example: "a\\u202eb" -> "a\N{REPLACEMENT CHARACTER}b"
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _SPACING.sub(" ", text))
