"""The few characters that never stand in a document's text; everything else is kept as it is."""

from __future__ import annotations

import re

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def unify(text: str) -> str:
    """Line ends as LF, without a leading byte-order mark and NUL; lone surrogates, which no
    encoding can hold, become U+FFFD. No Unicode normalisation.

    Example: "a\\r\\nb\\0" -> "a\\nb"
    """
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return whole(text)


def whole(text: str) -> str:
    """The text without half characters, which no tokenizer takes: U+FFFD, as long, for each."""
    return _SURROGATE.sub("\ufffd", text)
