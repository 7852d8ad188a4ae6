"""What a page may send: its fields, their kinds and sizes. Whatever else comes is refused in a line."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant import check_question
from corpus import InputError

# Bytes of a request: a long conversation fits.
LARGEST = 262_144
_TURNS = 100
_TURN = 20_000
_REASON = 2_000
_UNDERSTOOD = 10_000
_PLACES = 100
_QUOTE = 20_000
_FACTS = 20
_FACT = 500
_NAME = 1_000
_POSITION = 10**9
# Characters shown of what was found.
_SHOWN = 60

_LEAD = re.compile(r"^(?:\w+ should (?:be |have |match )?|Value error, )")


def _question(text: str) -> str:
    try:
        return check_question(text)
    except InputError as error:
        raise ValueError(f"{error.found}; expected {error.expected}") from None


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("text that is not blank")
    return text


Name = Annotated[str, Field(min_length=1, max_length=_NAME)]
Position = Annotated[int, Field(ge=0, le=_POSITION)]
Fact = Annotated[str, Field(max_length=_FACT), AfterValidator(_said)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Turn(_Body):
    """A message of the conversation before the question."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=_TURN), AfterValidator(_said)]


class Place(_Body):
    """A range of a document's text, in code points."""

    doc_id: Name
    start: Position
    end: Position

    @model_validator(mode="after")
    def _is_range(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"range {self.start}-{self.end}; expected start < end")
        return self


class Evidence(Place):
    """A range with the words that were seen there."""

    quote: Annotated[str, Field(min_length=1, max_length=_QUOTE)]


class GivenAnswer(_Body):
    """What was answered: enough to find the answer again, without its text."""

    found: bool
    confidence: Annotated[float, Field(ge=0, le=1)]
    citations: Annotated[tuple[Place, ...], Field(max_length=_PLACES, strict=False)] = ()


class _Asked(_Body):
    collection: Name
    question: Annotated[str, AfterValidator(_question)]
    history: Annotated[tuple[Turn, ...], Field(max_length=_TURNS, strict=False)] = ()


class Thumb(_Asked):
    """A verdict on an answer."""

    understood: Annotated[str, Field(max_length=_UNDERSTOOD)]
    verdict: Literal["up", "down"]
    reason: Annotated[str, Field(max_length=_REASON)] = ""
    answer: GivenAnswer


class Case(_Asked):
    """A question for the user's own set, with where its answer stands.

    Attributes:
        must: strings that a right answer contains.
    """

    answerable: bool
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=_PLACES, strict=False)] = ()
    must: Annotated[tuple[Fact, ...], Field(max_length=_FACTS, strict=False)] = ()

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        if self.answerable and not self.evidence:
            raise ValueError("answerable without evidence; expected the place that holds the answer")
        if not self.answerable and (self.evidence or self.must):
            raise ValueError("unanswerable with evidence or facts; expected neither")
        return self


Body = TypeVar("Body", bound=_Body)


def parse(kind: type[Body], body: bytes) -> Body:
    """A request's body as a record.

    Raises:
        InputError: it is no such record; names the field.
    """
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise _told(error) from None


def _told(error: ValidationError) -> InputError:
    """The first fault, in a line."""
    fault = error.errors(include_url=False)[0]
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in fault["loc"]).lstrip(".")
    match fault["type"]:
        case "json_invalid":
            return InputError("the request is not JSON", expected="a JSON object", remedy="send it again")
        case "missing":
            return InputError(f"no field {place!r}", expected="the field", remedy="add it")
        case "extra_forbidden":
            return InputError(f"unknown field {place[:_SHOWN]!r}", remedy="leave it out")
        case "value_error" if isinstance(fault["input"], dict) or place == "question":
            # Ours, which say all themselves.
            said = _LEAD.sub("", fault["msg"])
            return InputError(f"{place or 'the request'}: {said}", remedy="mend the request")
    return InputError(
        f"{place or 'the request'} is {_shown(fault['input'])}",
        expected=_LEAD.sub("", fault["msg"]),
        remedy="mend the request",
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
