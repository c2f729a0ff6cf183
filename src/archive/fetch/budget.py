"""The time that one fetch has, and the bytes that one connection may bring.

Invariant: nothing that waits for a server waits longer than the budget has left.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.fetch.trouble import NoAnswer

Monotonic = Callable[[], float]
"""Gives seconds on a clock that never goes back."""


class Budget:
    """How long one fetch may still take, and how long it may still wait for its turn at hosts, in seconds."""

    def __init__(self, monotonic: Monotonic, deadline: float, patience: float) -> None:
        self._monotonic = monotonic
        self._deadline = deadline
        self._ends = monotonic() + deadline
        self.patience = patience

    def left(self) -> float:
        """Seconds to the deadline; raises `NoAnswer` where there are none."""
        left = self._ends - self._monotonic()
        if left <= 0:
            raise NoAnswer("timeout", f"it took longer than {self._deadline:g} s in all")
        return left

    def waited(self, seconds: float) -> None:
        """Waiting for a turn is paid from the patience, and the deadline moves by as much."""
        self._ends += seconds
        self.patience -= seconds


class Watch:
    """Holds one connection to a budget: each step takes at most `step` seconds, all of it `most` bytes."""

    def __init__(self, budget: Budget, step: float, most: int) -> None:
        self._budget = budget
        self._step = step
        self._most = most
        self.received = 0

    def step(self) -> float:
        """The seconds that the next step may take; raises `NoAnswer` past the deadline."""
        return min(self._step, self._budget.left())

    def count(self, size: int) -> None:
        """Take note of `size` bytes that came; raises `NoAnswer` where they are too many."""
        self.received += size
        if self.received > self._most:
            raise NoAnswer("too-large", f"more than {self._most} bytes came")
