"""The documents that the pictures of the page show: read in their formats, or refused for a reason."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus import load_documents

ROOT = Path(__file__).parents[1]


def test_good_files_are_read_and_bad_ones_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.delitem(sys.modules, "office_documents", raising=False)
    from office_documents import write_documents

    files = write_documents(tmp_path)
    loaded = load_documents([tmp_path])
    titles = {Path(each.source).suffix: each.title for each in loaded.documents}
    assert titles == {
        ".docx": "Working from home",
        ".html": "Visitors and keys",
        ".md": "Business travel",
        ".txt": "IT help desk",
    }
    assert len(loaded.documents) + len(loaded.skipped) == len(files)
    assert len(loaded.skipped) == 4
