"""Source text made fit for a screen: it may hold anything, and may do nothing.

Terminals obey escape sequences, browsers obey markup, and both obey marks that turn the
reading direction. Every text that others wrote passes through here before it is shown.
"""

from __future__ import annotations

import html
import re

# Spacing controls, which become a space; \n and \t stay.
_SPACING = re.compile("[\x0b\x0c\r\x1c-\x1f\x85]")
# Other controls, marks that override or embed a reading direction, and lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Beyond HTML's own: what the page's template language would read as a placeholder.
_TEMPLATE = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})


def printable(text: str) -> str:
    """The text with what a screen would obey replaced, one code point for one.

    Example: "a\\x1b[2Jb" -> "a\N{REPLACEMENT CHARACTER}[2Jb"
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _SPACING.sub(" ", text))


def as_html(text: str) -> str:
    """The text for an HTML page, as content or within a quoted attribute."""
    return html.escape(printable(text), quote=True).translate(_TEMPLATE)
