"""Limits on guessing, and sessions: with a clock that the test turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.doors import attempts as attempts_module
from ui.doors import sessions as sessions_module
from ui.doors.attempts import Attempts
from ui.doors.sessions import LIFETIME_S, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def failures(attempts: Attempts, count: int, address: str = "10.0.0.1", name: str = "ann") -> list[float]:
    return [attempts.take(address, name)[0] for _ in range(count)]


def test_a_few_slips_are_free_then_one_every_ten_seconds(clock: Clock) -> None:
    attempts = Attempts(clock)
    assert failures(attempts, 6) == [0, 0, 0, 0, 0, 10]
    clock.now += 9.5
    assert failures(attempts, 1) == [0.5]
    clock.now += 0.5
    assert failures(attempts, 2) == [0, 10]
    # Long after, all is as at first.
    clock.now += 3600
    assert failures(attempts, 6) == [0, 0, 0, 0, 0, 10]


def test_a_name_is_guarded_against_many_addresses(clock: Clock) -> None:
    attempts = Attempts(clock)
    waits = [attempts.take(f"10.0.{n}.1", "ann")[0] for n in range(6)]
    assert waits == [0, 0, 0, 0, 0, 10]
    assert attempts.take("10.0.9.9", "bo")[0] == 0


@pytest.mark.parametrize("address", ["10.0.0.1", "2001:db8::{}"])
def test_an_address_is_slowed_for_many_names(clock: Clock, address: str) -> None:
    """An IPv6 host has as many addresses as it likes: its network counts."""
    attempts = Attempts(clock)
    waits = [attempts.take(address.format(n), f"name {n}")[0] for n in range(21)]
    assert waits == [0] * 20 + [5]
    assert attempts.take("10.9.9.9", "name 99")[0] == 0


def test_who_was_right_is_not_slowed(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(100):
        wait, taken = attempts.take("10.0.0.1", "ann")
        assert wait == 0
        attempts.succeeded("10.0.0.1", "ann", taken)


def test_guesses_from_elsewhere_dont_shut_out_who_came_in_before(clock: Clock) -> None:
    attempts = Attempts(clock)
    _, taken = attempts.take("10.0.0.1", "ann")
    attempts.succeeded("10.0.0.1", "ann", taken)
    assert failures(attempts, 6, address="10.6.6.6")[-1] == 10
    assert attempts.take("10.0.0.1", "ann")[0] == 0
    # Who is new has to wait, and never longer than that.
    assert attempts.take("10.0.0.2", "ann")[0] == 10


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0, 30)), max_size=80))
def test_nobody_ever_waits_longer_than_one_period(steps: list[tuple[int, int, float]]) -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for address, name, seconds in steps:
        clock.now += seconds
        assert 0 <= attempts.take(f"10.0.0.{address}", f"name {name}")[0] <= 10.001


def test_the_memory_of_attempts_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts_module, "_MOST", 50)
    attempts = Attempts(clock)
    for number in range(500):
        address = f"10.0.{number // 250}.{number % 250}"
        _, taken = attempts.take(address, f"name {number}")
        attempts.succeeded(address, f"name {number}", taken)
        attempts.take(address, f"slip {number}")
        attempts.take("10.6.6.6", f"guess {number}")
    assert len(attempts._whole_at) == 50
    assert len(attempts._known) == 50
    # The guesser, who never stopped, is not forgotten.
    assert attempts.take("10.6.6.6", "ann")[0] > 0


def test_a_session_ends_by_itself_or_when_told(clock: Clock) -> None:
    sessions = Sessions(clock)
    first, second = sessions.start(), sessions.start()
    assert first != second
    assert sessions.alive(first)
    assert not sessions.alive("")
    assert not sessions.alive(first[:-1])
    sessions.end(first)
    sessions.end("no token")
    assert not sessions.alive(first)
    clock.now += LIFETIME_S - 1
    assert sessions.alive(second)
    clock.now += 1
    assert not sessions.alive(second)


def test_tokens_are_kept_only_as_hashes_and_not_without_end(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions_module, "_MOST", 10)
    sessions = Sessions(clock)
    tokens = [sessions.start() for _ in range(15)]
    assert [sessions.alive(token) for token in tokens] == [False] * 5 + [True] * 10
    assert not any(token.encode() in key for token in tokens for key in sessions._ends)
    clock.now += LIFETIME_S
    sessions.start()
    assert len(sessions._ends) == 1
