"""JSON Lines with typed fields; whatever is wrong is told with its file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import DatasetError

# No figure of ours comes near; NaN and infinity are no JSON either.
_TOO_LARGE = 1e15


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object.

    Attributes:
        place: file and line, and the field it stands in where it is an inner object.
        values: by field name.
    """

    place: str
    values: dict[str, Any]

    def error(self, found: str, *, expected: str = "", remedy: str = "") -> DatasetError:
        """An error (to raise) that begins with the place."""
        return DatasetError(f"{self.place}: {found}", expected=expected, remedy=remedy)

    def string(self, name: str, default: str | None = None) -> str:
        """A field that holds a string, not blank unless the default is."""
        value = self._get(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self._wrong(name, "a string that is not blank")
        return value

    def boolean(self, name: str) -> bool:
        """A field that holds true or false."""
        value = self._get(name, None)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def integer(self, name: str) -> int:
        """A field that holds a whole number."""
        value = self._get(name, None)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(name, "a whole number")
        return value

    def number(self, name: str) -> float:
        """A field that holds a number."""
        value = self._get(name, None)
        if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < _TOO_LARGE:
            raise self._wrong(name, "a number")
        return float(value)

    def boolean_or_none(self, name: str) -> bool | None:
        """A field that holds true, false or null."""
        return None if name in self.values and self.values[name] is None else self.boolean(name)

    def number_or_none(self, name: str) -> float | None:
        """A field that holds a number or null."""
        return None if name in self.values and self.values[name] is None else self.number(name)

    def numbers(self) -> dict[str, float]:
        """All fields of an object that holds numbers only."""
        return {name: self.number(name) for name in self.values}

    def record(self, name: str) -> Record:
        """A field that holds an object."""
        value = self._get(name, None)
        if not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return Record(f"{self.place}, {name}", value)

    def strings(self, name: str, default: list[Any] | None = None) -> tuple[str, ...]:
        """A field that holds a list of strings that are not blank."""
        return self._strings(name, self._array(name, default), "a list of strings that are not blank")

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A field that holds a list of lists of strings, none empty; may be absent."""
        expected = "a list of lists of strings, none of them empty"
        groups = []
        for group in self._array(name, []):
            if not isinstance(group, list) or not group:
                raise self._wrong(name, expected)
            groups.append(self._strings(name, group, expected))
        return tuple(groups)

    def records(self, name: str, default: list[Any] | None = None) -> Iterator[Record]:
        """A field that holds a list of objects."""
        for number, value in enumerate(self._array(name, default)):
            if not isinstance(value, dict):
                raise self._wrong(name, "a list of objects")
            yield Record(f"{self.place}, {name}[{number}]", value)

    def only(self, names: Iterable[str]) -> None:
        """Refuse a field of any other name, so that a misspelt one is not passed over."""
        names = tuple(names)
        for name in self.values:
            if name not in names:
                raise self.error(
                    f"unknown field {name!r}", expected=", ".join(names), remedy="rename or remove it"
                )

    def _array(self, name: str, default: list[Any] | None) -> list[Any]:
        value = self._get(name, default)
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value

    def _strings(self, name: str, values: list[Any], expected: str) -> tuple[str, ...]:
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self._wrong(name, expected)
        return tuple(values)

    def _get(self, name: str, default: Any) -> Any:
        if name in self.values:
            return self.values[name]
        if default is None:
            raise self.error(f"no field {name!r}", expected="the field", remedy="add it to this line")
        return default

    def _wrong(self, name: str, expected: str) -> DatasetError:
        value = json.dumps(self.values.get(name), ensure_ascii=False)
        return self.error(f"{name} is {value[:60]}", expected=expected, remedy="mend this line")


def read_records(path: Path) -> list[Record]:
    """Every object of a JSON Lines file, in order; blank lines are passed over.

    Raises:
        DatasetError: the file can't be read, or a line is not a JSON object.
    """
    return [_record(path, number, line) for number, line in read_lines(path)]


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file that are not blank, with their numbers from 1.

    Raises:
        DatasetError: the file can't be read, or a line is not UTF-8.
    """
    for number, line in enumerate(read_whole(path).removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode().rstrip("\r")
        except UnicodeDecodeError as error:
            raise DatasetError(
                f"{path.name} line {number}: not UTF-8 ({error.reason})",
                expected="UTF-8",
                remedy="save the file as UTF-8",
            ) from None
        if text.strip():
            yield number, text


def read_whole(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        DatasetError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path.name} can't be read: {error.strerror}", remedy="check the path") from None


def files_digest(paths: Iterable[Path]) -> str:
    """sha256, in hex, over the sha256 of each file."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(read_whole(path)).digest())
    return digest.hexdigest()


def _record(path: Path, number: int, line: str) -> Record:
    place = f"{path.name} line {number}"
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DatasetError(
            f"{place}: not JSON ({error})", expected="a JSON object on every line", remedy="mend this line"
        ) from None
    if not isinstance(values, dict):
        raise DatasetError(
            f"{place}: not a JSON object", expected='{"…": …} on every line', remedy="mend this line"
        )
    return Record(place, values)
