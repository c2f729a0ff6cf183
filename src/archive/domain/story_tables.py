"""Reading TOML tables with every problem collected and placed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.errors import StoryError


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file: `story.toml: [[fact]] toll, [[frame]] 3 "rose-to", pattern`."""

    file: str
    path: tuple[str, ...] = ()

    def at(self, *steps: str) -> Place:
        """A place further in."""
        return Place(self.file, (*self.path, *steps))

    def __str__(self) -> str:
        return ", ".join(self.path) or "top level"


@dataclass(slots=True)
class Problems:
    """Collects what is wrong, so that a user can put it all right at once."""

    found: list[StoryError] = field(default_factory=list)

    def add(self, place: Place, problem: str) -> None:
        """Record `problem` at `place`."""
        self.found.append(StoryError(file=place.file, where=str(place), problem=problem))

    def unknown(self, place: Place, name: str, known: Iterable[str]) -> None:
        """Record that `name` is none of the `known`, with the nearest of them as a hint."""
        names = sorted(known)
        near = nearest(name, names)
        hint = f"; did you mean {near!r}?" if near else ""
        allowed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "") if names else "none is defined"
        self.add(place, f"unknown name {name!r}{hint} allowed: {allowed}")


def nearest(name: str, names: Sequence[str]) -> str | None:
    """The one of `names` that `name` may be a misspelling of."""
    import difflib

    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.6)), None)


@dataclass(frozen=True, slots=True)
class Table:
    """One TOML table and where it stands. Readers return None, or an empty value, after a problem."""

    place: Place
    values: Mapping[str, Any]
    problems: Problems

    def problem(self, key: str, problem: str) -> None:
        """Record `problem` at `key`."""
        self.problems.add(self.place.at(key), problem)

    def unknown(self, key: str, name: str, known: Iterable[str]) -> None:
        """Record that `key` names nothing known."""
        self.problems.unknown(self.place.at(key), name, known)

    def names(self) -> tuple[str, ...]:
        """The keys, in the order of the file."""
        return tuple(self.values)

    def raw(self, key: str) -> Any:
        """The value as it stands."""
        return self.values.get(key)

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that are not `allowed`."""
        names = tuple(allowed)
        for key in self.values:
            if key not in names:
                near = nearest(key, names)
                hint = f"did you mean {near!r}? " if near else ""
                self.problem(key, f"unknown key; {hint}allowed: {', '.join(names)}")

    def text(self, key: str, *, required: bool = False, form: str | None = None) -> str | None:
        """A string that is not empty; with `form`, one that the regular expression describes."""
        value = self._typed(key, str, "a string", required)
        if value is None:
            return None
        if not value.strip():
            self.problem(key, "is empty")
            return None
        if form is not None and not re.fullmatch(form, value):
            self.problem(
                key, f"{value!r} is not an id. allowed: lower-case letters, digits and '_', a letter first"
            )
            return None
        return str(value)

    def number(self, key: str, default: int) -> int:
        """A whole number."""
        value = self._typed(key, int, "a whole number", False)
        return default if value is None else int(value)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._typed(key, bool, "true or false", False)
        return default if value is None else bool(value)

    def choice(self, key: str, allowed: Iterable[str], *, required: bool = False) -> str | None:
        """A string that is one of `allowed`."""
        value = self.text(key, required=required)
        if value is not None and value not in tuple(allowed):
            self.unknown(key, value, allowed)
            return None
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of strings, none of them empty."""
        value = self._typed(key, list, "a list of strings", required)
        if value is None:
            return ()
        if required and not value:
            self.problem(key, "is empty; it needs at least one string")
        for entry in value:
            if not isinstance(entry, str) or not entry.strip():
                self.problem(key, f"holds {entry!r}. allowed: strings that are not empty")
                return ()
        return tuple(value)

    def table(self, key: str, *, required: bool = False) -> Table | None:
        """The table under `key`."""
        value = self._typed(key, dict, f"a table [{key}]", required)
        return None if value is None else Table(self.place.at(f"[{key}]"), value, self.problems)

    def tables(self, key: str, label: str = "id") -> Iterator[Table]:
        """The tables of the array under `key`, each placed by its `label` or else its number."""
        value = self._typed(key, list, f"an array of tables [[{key}]]", False)
        for number, entry in enumerate(value or (), 1):
            if not isinstance(entry, dict):
                self.problem(key, f"entry {number} is not a table; write [[{key}]]")
                continue
            name = entry.get(label)
            step = f"[[{key}]] {name if isinstance(name, str) else number}"
            if key == "frame":
                step = f"[[frame]] {number}" + (f" {name!r}" if isinstance(name, str) else "")
            yield Table(self.place.at(step), entry, self.problems)

    def fresh(self, key: str, name: str, taken: Iterable[str]) -> bool:
        """Whether `name` is new; records a problem if it is not."""
        if name in taken:
            self.problem(key, f"{name!r} is defined twice")
            return False
        return True

    def _typed(self, key: str, kind: type, wording: str, required: bool) -> Any:
        value = self.values.get(key)
        if value is None:
            if required:
                self.problem(key, f"is missing; it needs {wording}")
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.problem(key, f"is {_kind_name(value)}. allowed: {wording}")
            return None
        return value


def _kind_name(value: object) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a decimal number", str: "a string"}
    names |= {list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")


def names_of(values: Iterable[str]) -> tuple[str, ...]:
    """The different `values`, in the order first seen."""
    return tuple(dict.fromkeys(values))
