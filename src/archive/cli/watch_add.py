"""`archive watch add`: set up what is looked at again and again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from archive.cli.options import fetch_options
from archive.cli.page import say
from archive.cli.session import Session
from archive.cli.watch_text import due_in_words
from archive.domain.schedule import MINUTE, Adaptive, Cron, Every, Schedule, parse_length, parse_schedule
from archive.domain.watch import WatchKind, check_name
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.watch_definitions import Defined
    from archive.service.watch_targets import Found

DEFAULTS: Final[Mapping[WatchKind, Schedule]] = {
    "page": Adaptive(),
    "feed": Every(30 * MINUTE),
    "sitemap": Every(30 * MINUTE),
    "folder": Every(5 * MINUTE),
}
_LISTED: Final = 10
_FEEDS: Final = 3
"""How many of the feeds that a page names are told."""


def _length(_: click.Context, __: click.Parameter, value: str | None) -> Every | None:
    try:
        return None if value is None else Every(parse_length(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else check_name(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(short_help="Add a page, feed, sitemap or folder to look at again and again.")
@click.argument("target", metavar="URL|FEED|SITEMAP|FOLDER|OPML")
@click.option("--every", metavar="LENGTH", callback=_length, help="At a fixed distance: 30m, 2h, 1d, 1w.")
@click.option("--adaptive", is_flag=True, help="Often while it is fresh, ever less as it stands.")
@click.option("--cron", metavar="EXPRESSION", help='At these times: five fields, as "5 * * * *".')
@click.option("--timezone", metavar="TZ", help="The time zone of --cron, as Europe/Oslo. [default: UTC]")
@click.option("--name", callback=_name, help="What to call it. [default: after the host and path]")
@click.option(
    "--kind",
    type=click.Choice(("page", "feed", "sitemap", "folder")),
    help="What it is; told by looking at it, unless it is said.",
)
@click.option("--offline", is_flag=True, help="Do not look at it now: without --kind it is a page.")
@click.option(
    "--story", "stories", metavar="STORY", multiple=True, help="A story that it is about; repeatable."
)
@click.option("--source", metavar="NAME", help="Who publishes what it brings.")
@fetch_options
@click.pass_obj
def add(
    session: Session,
    target: str,
    every: Every | None,
    adaptive: bool,
    cron: str | None,
    timezone: str | None,
    name: str | None,
    kind: WatchKind | None,
    offline: bool,
    stories: tuple[str, ...],
    source: str | None,
    allow_host: tuple[str, ...],
    ignore_robots: bool,
) -> None:
    """Add something to look at again and again, while 'archive run' runs.

    Pages are looked at adaptively unless something else is said: often while they are fresh, ever less as
    they stand, and often again after a change. Of feeds and sitemaps, every 30 minutes, the pages that are
    new or changed are taken; of folders, every 5 minutes, the files. An OPML file adds all of its feeds.

    What is added again under its name is changed to what is said then, all of it.

    \b
    Example:
        archive watch add https://example.com/news/1
        archive watch add https://example.com/feed.xml --every 15m --source "Example Times"
        archive watch add cuttings/ --cron "0 6 * * MON-FRI" --timezone Europe/Oslo
        archive watch add subscriptions.opml
    """
    from archive.bootstrap import watch_targets
    from archive.service.watch_definitions import Wanted

    schedule = _schedule(every, adaptive=adaptive, cron=cron, timezone=timezone)
    # Nothing is created for what cannot be watched.
    config = session.fetching(allowed_hosts=allow_host, obey_robots=not ignore_robots)
    found = watch_targets(config).find(target, kind, offline=offline)
    _check_found(found, name)
    wanted = [
        Wanted(
            target=each.target,
            kind=each.kind,
            schedule=schedule or DEFAULTS[each.kind],
            name=name,
            stories=stories,
            given={"source": source} if source else {},
        )
        for each in found.targets
    ]
    with session.writing() as archive:
        defined = archive.watch_definitions.define(wanted)
    _report(session, found, defined)
    if re.match(r"https?://[^/?#]*@", target, re.IGNORECASE):
        session.note("the user name and the password in the URL are neither kept nor sent")


def _schedule(
    every: Every | None, *, adaptive: bool, cron: str | None, timezone: str | None
) -> Schedule | None:
    """The schedule that the options say, None where they say none."""
    if sum((every is not None, adaptive, cron is not None)) > 1:
        raise click.UsageError("--every, --adaptive and --cron exclude each other; give one")
    if timezone is not None and cron is None:
        raise click.UsageError("--timezone is for --cron, whose times are local; give both or none")
    if cron is None:
        return every or (Adaptive() if adaptive else None)
    from archive.bootstrap import now
    from archive.service.cron import next_cron

    try:
        schedule = parse_schedule(f"cron {cron}" + (f" in {timezone}" if timezone else ""))
        assert isinstance(schedule, Cron)
        next_cron(schedule, now())
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return schedule


def _check_found(found: Found, name: str | None) -> None:
    if name is not None and len(found.targets) > 1:
        raise click.UsageError(f"--name is for one watch, and there are {len(found.targets)} feeds")


def _report(session: Session, found: Found, defined: list[Defined]) -> None:
    from archive.bootstrap import now

    moment = now()
    if session.quiet:
        return
    for each in defined[:_LISTED]:
        watch = each.watch
        say(
            f"{watch.watch}: {each.outcome}; {watch.kind}, {watch.schedule}, next {due_in_words(watch, moment)}"
        )
    if len(defined) > _LISTED:
        more = defined[_LISTED:]
        outcomes = sorted({each.outcome for each in more})
        told = ", ".join(f"{sum(e.outcome == o for e in more)} {o}" for o in outcomes)
        say(f"and {counted(len(more), 'more feed')}: {told}")
    for feed in found.feeds[:_FEEDS]:
        session.note(f"the page names a feed, whose articles can be watched: archive watch add {feed}")
    for refusal in found.refused:
        session.note(f"passed over: {refusal}")
    session.note("it is looked at while the service runs: archive run")
