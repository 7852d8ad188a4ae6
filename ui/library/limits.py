"""How much an upload may hold, and how much reading one file may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds.

    Where the system can't limit a process (memory on Windows and macOS, its computing time on Windows),
    only the clock and the sizes do.

    Attributes:
        files: of one upload.
        file_bytes: of one file.
        upload_bytes: of all files of an upload together.
        unzipped_bytes: of the parts of a .docx file, unpacked; more than the reader takes is of no use.
        unzipped_ratio: how many times its size a .docx file may grow; asked of large ones only, since
            honest text packs well too.
        zip_members: parts of a .docx file.
        pages: of a PDF file.
        characters: of one file's text.
        seconds: by the clock, and of computing, to read one file.
        memory_bytes: of the process that reads it.
        kept_changes: how many changes can be undone; what older ones took away is deleted for good.
    """

    files: int = 500
    file_bytes: int = 100_000_000
    upload_bytes: int = 1_000_000_000
    unzipped_bytes: int = 200_000_000
    unzipped_ratio: int = 200
    zip_members: int = 10_000
    pages: int = 5_000
    characters: int = 20_000_000
    seconds: float = 60.0
    memory_bytes: int = 2_000_000_000
    kept_changes: int = 20
