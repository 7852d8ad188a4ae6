"""Writers exclude each other; a reader that is overtaken by a writer reads the new generation."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus import IndexStoreError
from index import PassageIndex
from index.document_table import DocumentTable
from index.locking import writing

ROOT = Path(__file__).parents[1]


HOLD = """
import sys
from pathlib import Path
from index.locking import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that holds the lock until its input is closed."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other


def test_a_second_writer_is_refused_and_changes_nothing(tmp_path, markdown, encoder):
    index = PassageIndex.build([markdown("a.md", "# A\n\nFirst text.")], encoder)
    folder = tmp_path / "my.index"
    index.save(folder)
    before = (folder / "CURRENT").read_bytes()
    with another_writer(folder):
        with pytest.raises(
            IndexStoreError, match=r"another program is writing my\.index; expected one writer"
        ):
            index.save(folder)
        assert (folder / "CURRENT").read_bytes() == before
        PassageIndex.open(folder, encoder)
    index.save(folder)
    assert (folder / "CURRENT").read_bytes() != before


def test_a_killed_writer_holds_nothing(tmp_path):
    with another_writer(tmp_path) as other:
        other.kill()
    with writing(tmp_path):
        pass


def test_a_reader_overtaken_by_a_writer_reads_the_new_generation(tmp_path, markdown, encoder, monkeypatch):
    folder = tmp_path / "my.index"
    PassageIndex.build([markdown("a.md", "# A\n\nOld text.")], encoder).save(folder)
    newer = PassageIndex.build([markdown("a.md", "# A\n\nNew text.")], encoder)
    read = DocumentTable.open
    overtaken = []

    def overtake(path):
        if not overtaken:
            overtaken.append(path)
            newer.save(folder)
        return read(path)

    monkeypatch.setattr(DocumentTable, "open", overtake)
    opened = PassageIndex.open(folder, encoder)
    assert [passage.text for passage in opened.passages] == ["New text."]
