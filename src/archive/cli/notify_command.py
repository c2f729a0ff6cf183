"""`archive notify`: whom to tell what changes, and telling them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from archive.cli.notify_text import delivered_form, delivered_text, target_form, write_target
from archive.cli.options import format_option
from archive.cli.page import Page, print_json, print_list, say
from archive.cli.session import Session
from archive.domain.news import KINDS, NewsKind, Wanted
from archive.domain.target import ENVIRONMENT, TARGET_KINDS, TargetKind, masked

if TYPE_CHECKING:
    from archive.bootstrap import Archive
    from archive.domain.message import Message

_NAME = re.compile(r"\w[\w.-]{0,63}\Z")

since_option = click.option(
    "--since", metavar="@POSITION|TIME", help="From this position of the log on, or from what was known then."
)


@click.group()
def notify() -> None:
    """Tell others what changes: facts, articles that are edited or disappear, new conflicts of sources.

    Nothing is sent by looking: messages go out with 'archive notify send' and while 'archive run' runs.

    \b
    Example:
        archive notify add webhook https://hooks.example/news --story lamps
        archive notify test
        archive notify send
    """


def _name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _NAME.match(value):
        raise click.BadParameter(f"{value!r} is no name; write letters, digits, '.', '-' and '_'")
    return value


def _only(_: click.Context, __: click.Parameter, value: str | None) -> tuple[NewsKind, ...]:
    asked = [] if value is None else [part.strip() for part in value.split(",")]
    for part in asked:
        if part not in KINDS:
            raise click.BadParameter(f"{part!r} is none of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in asked)


def _secret(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.removeprefix(ENVIRONMENT).strip("="):
        raise click.BadParameter("name the variable that holds it: env:NAME")
    if value is not None and not value.startswith(ENVIRONMENT):
        raise click.BadParameter("a secret is not written here; name the variable that holds it: env:NAME")
    return value


@notify.command(short_help="Add somebody to tell.")
@click.argument("kind", type=click.Choice(TARGET_KINDS))
@click.argument("destination", metavar="URL|FILE|env:NAME")
@click.option("--name", callback=_name, help="What to call it. [default: after the destination]")
@click.option("--story", "stories", multiple=True, metavar="STORY", help="Only of this story; repeatable.")
@click.option(
    "--watch", "watches", multiple=True, metavar="WATCH", help="Only what this watch brought; repeatable."
)
@click.option(
    "--only", callback=_only, metavar="KINDS", help="Only some of facts, articles, conflicts; with commas."
)
@click.option(
    "--secret", callback=_secret, metavar="env:NAME", help="Sign webhooks with the secret in this variable."
)
@since_option
@click.pass_obj
def add(
    session: Session,
    kind: str,
    destination: str,
    name: str | None,
    stories: tuple[str, ...],
    watches: tuple[str, ...],
    only: tuple[NewsKind, ...],
    secret: str | None,
    since: str | None,
) -> None:
    """Add somebody to tell. Without --since they are told what is recorded from now on.

    A webhook gets JSON by POST; apprise takes the URL of any service that Apprise knows (mail, chat; extra
    'notify'); atom keeps a feed file. URLs are often secrets: with env:NAME the archive keeps only the name of
    the environment variable that holds one. They are never shown in full.

    \b
    Example:
        archive notify add webhook https://hooks.example/news --secret env:HOOK_SECRET
        archive notify add apprise env:DESK_MAIL --story lamps --only facts,conflicts
        archive notify add atom public/changes.xml --since @0
    """
    if secret is not None and kind != "webhook":
        raise click.UsageError("only webhooks are signed: --secret is for them")
    chosen = next(each for each in get_args(TargetKind) if each == kind)
    if chosen == "atom" and not destination.startswith(ENVIRONMENT):
        destination = str(Path(destination).absolute())
    with session.writing() as archive:
        target = archive.notifier.add(
            name or _free_name(archive, chosen, destination),
            chosen,
            destination,
            secret,
            Wanted(stories=stories, watches=watches, kinds=only),
            None if since is None else archive.resolve("latest", since).known_at,
        )
    say(f"{target.name}: {target.kind} {target.shown}")
    session.note(f"try it with: archive notify test {target.name}")


def _free_name(archive: Archive, kind: TargetKind, destination: str) -> str:
    """A name after the destination that nothing secret is in, and that no other target has."""
    if destination.startswith(ENVIRONMENT):
        base = destination.removeprefix(ENVIRONMENT).lower()
    elif kind == "atom":
        base = Path(destination).stem
    else:
        base = masked(kind, destination).partition("://")[2 if kind == "webhook" else 0].removesuffix("/…")
    base = re.sub(r"[^\w.-]+", "-", base)[:60].strip(".-") or kind
    taken = {target.name for target, _ in archive.notifier.all()}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (base, *numbered) if name not in taken)


@notify.command("list", short_help="List whom the archive tells, and how far each was told.")
@format_option("text", "json", "jsonl")
@click.pass_obj
def list_(session: Session, form: str) -> None:
    """List whom the archive tells what, how far each was told, and which of them fail.

    \b
    Example:
        archive notify list
    """
    with session.reading() as archive:
        found, head = archive.notifier.all(), archive.log.head()
    if form != "text":
        print_list((target_form(*each) for each in found), form)
        return
    page = Page()
    if not found:
        page.line("Nobody is told yet; begin with: archive notify add")
    for target, progress in found:
        write_target(page, target, progress, head)


@notify.command(short_help="Tell somebody no longer.")
@click.argument("name")
@click.pass_obj
def remove(session: Session, name: str) -> None:
    """Tell somebody no longer, and forget their address.

    \b
    Example:
        archive notify remove hooks.example
    """
    with session.writing() as archive:
        archive.notifier.remove(name)
    say(f"{name}: removed")


@notify.command(short_help="Send a test message.")
@click.argument("name", required=False)
@click.pass_context
def test(ctx: click.Context, name: str | None) -> None:
    """Send a message that says it is a test, to all or to one, and say how it went.

    Exit code 2 if it did not arrive everywhere. What was told of the archive is not touched.

    \b
    Example:
        archive notify test
    """
    session: Session = ctx.obj
    failed = False
    with session.reading() as archive:
        results = archive.notifier.test(name)
        for target, problem in results:
            failed |= problem is not None
            told = "arrived" if problem is None else f"failed: {problem.details.get('reason', problem)}"
            say(f"{target.name}: {told}")
        if not archive.notifier.all():
            session.note("nobody is told yet; begin with: archive notify add")
    if failed:
        ctx.exit(2)


@notify.command(short_help="Send what is new to everybody.")
@click.argument("name", required=False)
@format_option("text", "json", "jsonl")
@click.pass_context
def send(ctx: click.Context, name: str | None, form: str) -> None:
    """Send everybody what was recorded since they were told last; for cron and timers.

    Whoever cannot be reached is tried again later: after a minute, two, four, up to six hours. With a
    NAME, that one is tried now. Exit code 2 if a message did not arrive.

    \b
    Example:
        archive notify send
    """
    session: Session = ctx.obj
    with session.writing() as archive:
        done = archive.notifier.deliver(name)
    if form != "text":
        print_list((delivered_form(each) for each in done), form)
    for each in done if form == "text" else ():
        say(delivered_text(each), err=each.outcome in ("failed", "lost"))
    if any(each.outcome == "failed" for each in done):
        ctx.exit(2)


@notify.command(short_help="Show what would be sent.")
@click.argument("name", required=False)
@since_option
@format_option("text", "json")
@click.pass_obj
def preview(session: Session, name: str | None, since: str | None, form: str) -> None:
    """Show what would be sent to NAME now, or what there is to tell since a position. Sends nothing.

    \b
    Example:
        archive notify preview --since @0
    """
    if name is None and since is None:
        raise click.UsageError("say whose message to show, or since when: NAME or --since @POSITION")
    with session.reading() as archive:
        after = None if since is None else archive.resolve("latest", since).known_at
        message = archive.notifier.pending(name, after)
    _show(message, form)


def _show(message: Message | None, form: str) -> None:
    if form == "json":
        print_json(None if message is None else message.form())
        return
    page = Page()
    if message is None:
        page.line("Nothing to tell.")
        return
    page.line(message.title, "title")
    page.line()
    page.block(message.text, indent=0)
