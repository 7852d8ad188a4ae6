"""Whatever a browser or a stranger calls a file, it is kept inside the collection or refused."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import DocumentError
from ui.library.keys import KEY, given_key, keys_for
from ui.library.names import safe_name

PIECES = st.sampled_from(
    [
        *"abAé漢💡. /\\:#-_~%",
        "..",
        "../",
        "C:",
        "con",
        "NUL.",
        "\0",
        "\n",
        "\u202e",
        "\ud800",
        ".index",
        ".md",
    ]
)
NAMES = st.lists(PIECES | st.characters(), max_size=30).map("".join) | st.text(max_size=400)


@given(NAMES, st.sampled_from(["", ".md", ".PDF", ".jsonl"]))
def test_a_name_is_safe_or_refused(given_name: str, suffix: str) -> None:
    try:
        name = safe_name(given_name + suffix)
    except DocumentError:
        return
    root = Path("root").absolute()
    assert (root / name).resolve().is_relative_to(root)
    assert not PureWindowsPath(name).is_absolute()
    assert not PureWindowsPath(name).is_reserved()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in '\\<>:"|?*\u202e' for c in name)
    parts = name.split("/")
    assert all(0 < len(part.encode()) <= 200 and not part.startswith(".") for part in parts)
    assert not any(part != part.rstrip(". ") for part in parts)
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("leave.md", "leave.md"),
        ("hr/2024/leave.md", "hr/2024/leave.md"),
        ("./hr//leave.md", "hr/leave.md"),
        ("hr\\leave.md", "hr/leave.md"),
        ("/etc/shadow.txt", "shadow.txt"),
        ("C:\\Users\\me\\leave.docx", "leave.docx"),
        ("\\\\server\\share\\leave.md", "leave.md"),
        ("a: b?.md", "a_ b_.md"),
        ("con.md", "_con.md"),
        ("lpt1/x.md", "_lpt1/x.md"),
        ("evil\u202efdp.md", "evil_fdp.md"),
        ("Ferie\u0301n 休暇 💡.md", "Ferién 休暇 💡.md"),
        ("C#.md", "C#.md"),
    ],
)
def test_harmless_names_are_kept_and_others_mended(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("../../etc/passwd.txt", "leads out"),
        ("hr\\..\\..\\x.md", "leads out"),
        (".env.txt", "hidden"),
        ("a/.git/x.md", "hidden"),
        ("my.index/documents.jsonl", "part of an index"),
        ("set/queries.jsonl", "questions of a data set"),
        ("virus.exe", "no reader for .exe"),
        ("README", "files without a suffix"),
        ("", "without a name"),
        ("a/" * 30 + "x.md", "31 characters|61 characters|in 30 folders"),
    ],
)
def test_what_is_none_of_ours_is_refused_with_the_reason(sent: str, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        safe_name(sent)


def test_long_names_stay_apart_and_keep_their_suffix() -> None:
    one, other = (safe_name("ü" * 150 + end + ".docx") for end in ("1", "2"))
    assert one != other
    assert one.endswith(".docx")
    assert len(one.encode()) <= 200


@given(st.text(max_size=120))
def test_every_name_gives_keys_fit_for_a_folder_and_none_that_is_taken(name: str) -> None:
    keys = [key for key, _ in zip(keys_for(name), range(4), strict=False)]
    assert len(set(keys)) == 4
    assert all(KEY.fullmatch(key) for key in keys)
    assert not {"bundled", "given", "con", "nul", "new", "api"} & set(keys)
    assert not any(key.startswith("given-") for key in keys)


def test_each_folder_that_is_given_has_its_own_key(tmp_path: Path) -> None:
    one, other = given_key(tmp_path / "a.index"), given_key(tmp_path / "b.index")
    assert one != other
    assert one == given_key(tmp_path / "x" / ".." / "a.index")
    assert KEY.fullmatch(one)
    assert next(keys_for(one)) == f"my-{one}"


def test_a_key_resembles_its_name() -> None:
    assert next(keys_for("HR: Français")) == "hr-francais"
    assert next(keys_for("漢字")) == "collection"
    assert next(keys_for("Bundled")) == "bundled-2"
