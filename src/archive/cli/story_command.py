"""`archive story`: define what to track."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.options import format_option, known_at_option
from archive.cli.page import Page, print_list, say
from archive.cli.progress import watched
from archive.cli.session import Session
from archive.cli.story_explain import explain
from archive.cli.story_new import new
from archive.cli.story_packs import packs
from archive.cli.story_reread import reread
from archive.cli.story_residue import residue
from archive.cli.story_test import story_test
from archive.domain.moment import short_iso
from archive.telling.lines import counted


@click.group()
def story() -> None:
    """Define stories: who and what to track, and the wording that asserts it, in a TOML file.

    \b
    Example:
        archive story new
        archive story test story.toml
        archive story add story.toml
    """


story.add_command(story_test)
story.add_command(explain)
story.add_command(new)
story.add_command(packs)
story.add_command(reread)
story.add_command(residue)


@story.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def add(session: Session, file: Path) -> None:
    """Define a story, or change it, and read the articles that are already there for it.

    \b
    Example:
        archive story add story.toml
    """
    from archive.service.stories import load_story

    load_story(file)  # nothing is created for a file that cannot be used
    with session.writing() as archive, watched(session, "reading for the story") as progress:
        added = archive.add_story(file, progress)
    say(
        f"{added.story}: {added.outcome}; {counted(added.claims, 'claim')} "
        f"in {counted(added.runs, 'article version')} read for it"
    )


@story.command("list")
@known_at_option
@format_option("text", "json", "jsonl")
@click.pass_obj
def list_stories(session: Session, known_at: str | None, form: str) -> None:
    """List the stories in force.

    \b
    Example:
        archive story list
        archive story list --known-at @40
    """
    with session.reading() as archive:
        rows = archive.models.stories(archive.resolve("latest", known_at).known_at)
    if form != "text":
        keys = ("story", "title", "digest", "position")
        print_list(
            (
                {**{key: getattr(row, key) for key in keys}, "recorded_at": short_iso(row.recorded_at)}
                for row in rows
            ),
            form,
        )
        return
    page = Page()
    for row in rows:
        page.line(f"{row.story}  {row.title}  (@{row.position}, {row.digest[:12]})", hang=4)
    if not rows:
        session.note("no story is defined yet: archive story add FILE")


@story.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_context
def check(ctx: click.Context, file: Path) -> None:
    """Check a story file and list every problem, with its place and what is allowed there.

    \b
    Example:
        archive story check story.toml
    """
    from archive.service import stories

    problems = stories.check(file)
    for problem in problems:
        say(str(problem))
    if problems:
        ctx.exit(2)
    loaded, _ = stories.load_story(file)
    frames = sum(len(kind.frames) for kind in loaded.facts.values())
    counts = sum(len(kind.counts) for kind in loaded.facts.values())
    states = sum(len(kind.states) + len(kind.sides) for kind in loaded.facts.values())
    say(
        f"{file}: no problem; story {loaded.story}, {counted(len(loaded.facts), 'fact type')}, "
        f"{counted(counts, 'count')}, {counted(states, 'state')}, {counted(frames, 'frame')}, {counted(len(loaded.entities), 'entity', 'entities')}, "
        f"{counted(len(loaded.items), 'item')}"
    )
