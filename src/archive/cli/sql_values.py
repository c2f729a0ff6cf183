"""Values for the parameters of a statement, as users write them: `name=value`."""

from __future__ import annotations

import re
from typing import Final

import click

Value = str | int | float | None

_NAME: Final = re.compile(r"[^\W\d]\w*\Z")
_WHOLE: Final = re.compile(r"[+-]?\d+\Z")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][+-]?\d+)?\Z")
_LARGEST: Final = 2**63


def read_pair(pair: str) -> tuple[str, Value]:
    """The name and the value of `name=value`. Raises `ValueError` saying what is wrong.

    A value is read as SQL reads it: 5 is a whole number, 0.5 a number, null unknown, and '5' a text, as is
    everything else.
    """
    name, separator, text = pair.partition("=")
    name = name.strip().removeprefix(":")
    if not separator or not _NAME.match(name):
        raise ValueError(f"{pair!r} is not NAME=VALUE")
    return name, _value(text)


def _value(text: str) -> Value:
    if _WHOLE.match(text):
        number = int(text)
        if not -_LARGEST <= number < _LARGEST:
            raise ValueError(f"{text} has more than 64 bits; write it as a text: '{text}'")
        return number
    if _NUMBER.match(text):
        return float(text)
    if text.lower() == "null":
        return None
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def read_pairs(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, Value]:
    """The values that `--param` gives, by name."""
    try:
        return dict(read_pair(pair) for pair in pairs)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from problem


def written(value: Value) -> str:
    """A value as `read_pair` reads it."""
    if value is None:
        return "null"
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return str(value)
