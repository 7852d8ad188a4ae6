from __future__ import annotations

import pytest

from ui.safe_text import as_html, printable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"),
        ("invoice\u202efdp.exe", "invoice\N{REPLACEMENT CHARACTER}fdp.exe"),
        ("\u2066x\u2069", "\N{REPLACEMENT CHARACTER}x\N{REPLACEMENT CHARACTER}"),
        ("page\x0cbreak\r\n", "page break \n"),
        ("\ud83d", "\N{REPLACEMENT CHARACTER}"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("שלום، नमस्ते 👩\u200d💻", "שלום، नमस्ते 👩\u200d💻"),
    ],
)
def test_what_a_screen_would_obey_is_replaced_one_for_one(raw: str, shown: str) -> None:
    assert printable(raw) == shown
    assert len(printable(raw)) == len(raw)


def test_html_and_the_pages_template_language_are_escaped() -> None:
    assert as_html("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"
    assert not set("<>\"'`${}") & set(as_html("<\"'`${alert(1)} {{value}}>"))
