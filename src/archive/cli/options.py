"""Options that several commands share, so that they mean and look the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from archive.domain.moment import PartialDate

Command = TypeVar("Command", bound=Callable[..., Any])


def check_date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no date, before anything is read or opened."""
    try:
        return value if value is None else PartialDate.parse(value).value
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(_date_problem(value or "", error)) from error


def _date_problem(value: str, error: Exception) -> str:
    reason = str(error)
    if reason.startswith("not a date"):
        return reason
    return f"not a date: {value!r} ({reason}); write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM"


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, the first of `formats` by default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the result.",
    )


def fetch_options(command: Command) -> Command:
    """The options of commands that fetch: `allow_host` and `ignore_robots`."""
    robots = click.option(
        "--ignore-robots", is_flag=True, help="Fetch what a site's robots.txt asks robots not to."
    )
    hosts = click.option(
        "--allow-host",
        metavar="HOST",
        multiple=True,
        help="Fetch from this private host, address or network too; repeatable. [also: $ARCHIVE_ALLOW_HOSTS]",
    )
    return hosts(robots(command))


as_of_option = click.option(
    "--as-of",
    metavar="TIME",
    help="What had been reported by then: a date (2024-06, 2024-06-20) or a time; to its end, in UTC.",
)

known_at_option = click.option(
    "--known-at",
    metavar="@POSITION|TIME",
    help="What the archive knew by then: a position of the log (@12), or a date or time of recording.",
)

story_option = click.option("--story", metavar="STORY", help="The story; may be left out where there is one.")


def pairs_as(form: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], dict[str, str]]:
    """A callback for a repeatable option whose values are pairs, written as `form` shows: FIELD=ID."""

    def read(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
        parts = [value.partition("=") for value in values]
        for name, separator, value in parts:
            if not (name and separator and value):
                raise click.BadParameter(f"{name + separator + value!r} is not {form}")
        return {name: value for name, _, value in parts}

    return read


key_option = click.option(
    "--key",
    metavar="FIELD=ID",
    multiple=True,
    callback=pairs_as("FIELD=ID"),
    help="Only facts with this id in a key field, as giver=board; repeatable.",
)


def fits(key: Mapping[str, object], wanted: Mapping[str, str]) -> bool:
    """Whether a fact's key has all that is wanted of it; of a list of ids one has to be it."""
    return all(value in _ids(key.get(name)) for name, value in wanted.items())


def _ids(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value)]
