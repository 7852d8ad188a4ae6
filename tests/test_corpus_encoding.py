import pytest

from corpus import DocumentError
from corpus.readers.encoding import decode

RUSSIAN = "В гимназии он не был в числе первых учеников; исключение составляли математика и латынь."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_unicode_encodings_with_and_without_a_mark(encoding):
    text = "Plain words, ten euros: 10 €, and a line.\nAnother line."
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "mac_cyrillic"])
def test_single_byte_encodings_are_detected(encoding):
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


def test_only_mark_line_ends_and_nul_are_changed():
    decomposed = "e\u0301 \u00a0 \u200d \ufb01"
    assert decode(f"\ufeffa\r\nb\rc\0{decomposed}".encode()) == f"a\nb\nc{decomposed}"


def test_declared_encoding_is_used_when_the_bytes_bear_it_out():
    assert decode("Größe".encode("cp1252"), "cp1252") == "Größe"
    assert decode("Größe".encode(), "cp1252") == "Größe"
    assert decode(RUSSIAN.encode("cp1251"), "no-such-encoding") == RUSSIAN


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40])
def test_binary_is_refused(data):
    with pytest.raises(DocumentError, match="not text in any known encoding"):
        decode(data)
