"""Bytes to text: byte-order marks, UTF-8/16/32, then charset-normalizer for the rest.

What is changed in the text is in `corpus.characters`. Bytes that are no text in any
encoding are refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from corpus.characters import unify
from corpus.errors import DocumentError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Enough to judge an encoding by; detection on megabytes takes minutes.
_SAMPLE = 64_000
# C0 and C1 controls that text files don't hold; C1 betrays a wrong single-byte encoding.
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")
_MOST_CONTROLS = 0.005
# What is valid as UTF-8 beyond ASCII was written as UTF-8, even by a program that garbled it first.
_MOST_CONTROLS_UTF8 = 0.05


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file.

    Args:
        declared: the encoding that the file names itself (an HTML meta element, say);
            believed only where the bytes bear it out.

    Raises:
        DocumentError: the bytes are not text in any known encoding.
    """
    for encoding, start, most_controls in _candidates(data, declared):
        text = _attempt(data[start:], encoding, most_controls)
        if text is not None:
            return unify(text)
    raise DocumentError(
        "not text in any known encoding",
        expected="text, best as UTF-8",
        remedy="save it as UTF-8, or give it its true suffix",
    )


def _candidates(data: bytes, declared: str | None) -> Iterator[tuple[str, int, float]]:
    """Encodings to try in turn, each with where the text starts and the controls it may hold."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding, len(mark), 1.0
    if b"\0" in data[:_SAMPLE] and (wide := _wide_encoding(data[:_SAMPLE])):
        yield wide, 0, _MOST_CONTROLS
    yield "utf-8", 0, _MOST_CONTROLS if data.isascii() else _MOST_CONTROLS_UTF8
    if declared:
        yield declared, 0, _MOST_CONTROLS
    if guessed := _guess(data):
        yield guessed, 0, _MOST_CONTROLS


def _attempt(data: bytes, encoding: str, most_controls: float) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    if len(_CONTROL.findall(text)) > most_controls * len(text):
        return None
    return text


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the NUL bytes stand."""
    quarters = [sample[at::4].count(0) / max(1, len(sample[at::4])) for at in range(4)]
    if min(quarters[2:]) > 0.9:
        return "utf-32-le"
    if min(quarters[:2]) > 0.9:
        return "utf-32-be"
    even, odd = sum(quarters[0::2]) / 2, sum(quarters[1::2]) / 2
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best else None
