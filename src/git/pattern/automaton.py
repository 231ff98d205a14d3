"""Whether lines match a pattern: Thompson's automaton, made deterministic as it is needed.

A state of the deterministic automaton is a set of places in the pattern, and has a table of where
each byte leads. Tables are filled by the text that is searched, so that only what occurs is ever
worked out; when there are too many they are forgotten. Every byte of the text is looked at once:
no pattern takes longer than another by more than a constant.
"""

from __future__ import annotations

from collections.abc import Iterable

from git.pattern.syntax import (
    Bytes,
    Choice,
    InvalidPattern,
    Part,
    Repeat,
    Sequence,
    Start,
)

MAX_PLACES = 5_000
"""Places of a pattern with its repetitions written out: a set of them is one state."""

MAX_STATES = 500
"""Tables that are kept; each is 256 references, 2 KB."""

_Table = list["_State | None"]


class _State:
    """`accepts` when the line matches here, `accepts_at_end` when it does if it ends here."""

    __slots__ = ("accepts", "accepts_at_end", "places", "table")

    def __init__(self, places: frozenset[int], *, accepts: bool, accepts_at_end: bool) -> None:
        self.places = places
        self.accepts = accepts
        self.accepts_at_end = accepts_at_end
        self.table: _Table = [None] * 256


class Automaton:
    """Finds whether a pattern occurs anywhere in a line, given without its newline."""

    def __init__(self, part: Part) -> None:
        self._sets: list[frozenset[int]] = []
        """Of each place the bytes that it takes; empty for one that takes none."""
        self._next: list[list[int]] = []
        self._at_start: set[int] = set()
        self._at_end: set[int] = set()
        self._final = self._place()
        self._first = self._build(part, self._final)
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(self._close((self._first,), is_start=True))
        self._restart = self._close((self._first,), is_start=False)

    def matches(self, line: bytes) -> bool:
        state = self._start
        if state.accepts:
            return True
        for byte in line:
            following = state.table[byte]
            state = self._step(state, byte) if following is None else following
            if state.accepts:
                return True
        return state.accepts_at_end

    def _step(self, state: _State, byte: int) -> _State:
        sets = self._sets
        targets = [
            target for place in state.places if byte in sets[place] for target in self._next[place]
        ]
        # A match may begin after any byte.
        reached = self._close(targets, is_start=False) | self._restart
        following = self._state(reached)
        state.table[byte] = following
        return following

    def _state(self, places: frozenset[int]) -> _State:
        known = self._states.get(places)
        if known is None:
            if len(self._states) >= MAX_STATES:
                self._forget()
            accepts = self._final in places
            at_end = accepts or self._final in self._close(places, is_start=False, is_end=True)
            known = _State(places, accepts=accepts, accepts_at_end=at_end)
            self._states[places] = known
        return known

    def _forget(self) -> None:
        for state in self._states.values():
            state.table = [None] * 256
        self._states.clear()
        self._states[self._start.places] = self._start

    def _close(
        self, places: Iterable[int], *, is_start: bool, is_end: bool = False
    ) -> frozenset[int]:
        """With all that is reached without taking a byte."""
        reached: set[int] = set()
        stack = list(places)
        while stack:
            place = stack.pop()
            if place in reached:
                continue
            reached.add(place)
            if self._sets[place] or (place in self._at_start and not is_start):
                continue
            if place in self._at_end and not is_end:
                continue
            stack.extend(self._next[place])
        return frozenset(reached)

    def _place(self, allowed: frozenset[int] = frozenset(), following: Iterable[int] = ()) -> int:
        if len(self._sets) >= MAX_PLACES:
            raise InvalidPattern("The pattern repeats too much.")
        self._sets.append(allowed)
        self._next.append(list(following))
        return len(self._sets) - 1

    def _build(self, part: Part, following: int) -> int:
        """The place where `part` begins, when `following` comes after it."""
        if isinstance(part, Bytes):
            return self._place(part.allowed, (following,))
        if isinstance(part, Sequence):
            for each in reversed(part.parts):
                following = self._build(each, following)
            return following
        if isinstance(part, Choice):
            return self._place(following=[self._build(each, following) for each in part.options])
        if isinstance(part, Repeat):
            return self._build_repeat(part, following)
        place = self._place(following=(following,))
        (self._at_start if isinstance(part, Start) else self._at_end).add(place)
        return place

    def _build_repeat(self, part: Repeat, following: int) -> int:
        if part.most is None:
            loop = self._place()
            self._next[loop] = [self._build(part.part, loop), following]
            following = loop
        else:
            end = following
            for _ in range(part.most - part.least):
                following = self._place(following=(self._build(part.part, following), end))
        for _ in range(part.least):
            following = self._build(part.part, following)
        return following
