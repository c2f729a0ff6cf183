"""`archive story new`: a story file from a few answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from archive.cli.session import Session
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.story_draft import Draft

KINDS: Final = {
    "party": "Who acts or is acted on: people, companies, countries, institutions.",
    "source": "Who is quoted: officials, agencies, outlets.",
    "place": "Where a part of the whole is counted.",
    "post": "An office that somebody holds.",
    "person": "Somebody who may hold a post.",
    "agreement": "A deal, a treaty, a ceasefire.",
    "motion": "What is voted on.",
}
"""The kinds of entity that the built-in packs ask for, with what stands under each."""

Name = tuple[str, ...]


def _read_names(_: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Name, ...]:
    names = tuple(_name(value) for value in values)
    if not all(names):
        raise click.BadParameter("is empty; write NAME or NAME,ALIAS", param=parameter)
    return names


def _name(text: str) -> Name:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _name_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """One repeatable option for each kind of entity, and for items."""
    explained = {**KINDS, "item": "A thing that is given, with the nouns for it."}
    for kind, explanation in reversed(explained.items()):
        option = click.option(
            f"--{kind}", metavar="NAME[,ALIAS...]", multiple=True, callback=_read_names,
            help=f"{explanation} Repeatable.",
        )  # fmt: skip
        command = option(command)
    return command


@click.command("new", short_help="Write a new story file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]", required=False)
@click.option(
    "--id", "story", metavar="ID", help="What commands call the story; left out, it is made of the title."
)
@click.option("--title", metavar="TEXT", help="What people call the story.")
@click.option(
    "--pack",
    "packs",
    metavar="NAME",
    multiple=True,
    help="A built-in pack, or a file beside the story; repeatable.",
)
@_name_options
@click.option(
    "--must-mention",
    metavar="WORD",
    multiple=True,
    help="A word that every article of the story has; repeatable.",
)
@click.option(
    "--since",
    metavar="DATE",
    help="When the story began, as in 2023-02: counts dated earlier are of other times.",
)
@click.option(
    "--measure",
    "measures",
    metavar="NAME",
    multiple=True,
    help="Count this measure and no others; repeatable.",
)
@click.option("--force", is_flag=True, help="Replace the file where there is one.")
@click.pass_obj
def new(
    session: Session,
    /,
    file: Path | None,
    story: str | None,
    title: str | None,
    packs: tuple[str, ...],
    must_mention: tuple[str, ...],
    measures: tuple[str, ...],
    since: str | None,
    force: bool,
    **names: tuple[Name, ...],
) -> None:
    """Write a story file of some ten lines: names, aliases, which packs, what to measure.

    On a terminal it asks for what the options leave out; elsewhere --title and --pack are needed.
    FILE is ID.toml where it is left out.

    \b
    Example:
        archive story new
        archive story new --title "Job cuts at Hollin" --pack headcount --party "Hollin,Hollin Group" --measure jobs_cut
    """
    from archive.service.new_story import new_story

    given = _Given(story, title, packs, must_mention, measures, {k: list(v) for k, v in names.items()})
    given.since = since
    if sys.stdin.isatty() and not (title and packs):
        given.ask()
    draft = given.draft()
    path = file or Path(f"{draft.story}.toml")
    made = new_story(path, draft, force=force)
    lacking = [kind for kind in given.kinds() if not given.names.get(kind)]
    if lacking:
        session.note(
            f"claims will name no {' and no '.join(lacking)}: none is given, and the packs ask for it"
        )
    click.echo(
        f"{path}: written; story {made.story}, {counted(len(made.facts), 'fact type')}, "
        f"{counted(len(made.entities), 'entity', 'entities')}; next: archive story add {path}"
    )


class _Given:
    """What the options gave, and what is asked for on a terminal."""

    def __init__(
        self,
        story: str | None,
        title: str | None,
        packs: tuple[str, ...],
        must_mention: tuple[str, ...],
        measures: tuple[str, ...],
        names: dict[str, list[Name]],
    ) -> None:
        self.story, self.title, self.packs = story, title, packs
        self.must_mention, self.measures, self.names = must_mention, measures, names
        self.since: str | None = None

    def draft(self) -> Draft:
        """What the story file is made of. Raises `UsageError` where the title or the packs are missing."""
        from archive.domain.story_draft import Draft, identifier
        from archive.service.packs import built_in_packs

        if not self.title or not self.title.strip():
            raise click.UsageError("a story needs a --title")
        if not self.packs:
            raise click.UsageError(
                f"a story needs a --pack: {', '.join(built_in_packs())}, or a file of your own"
            )
        return Draft(
            story=self.story or identifier(self.title, "-"),
            title=self.title.strip(),
            packs=tuple(dict.fromkeys(self.packs)),
            must_mention=self.must_mention,
            measures=self.measures,
            since=self.since,
            names={kind: self.names.get(kind, []) for kind in KINDS},
            items=self.names.get("item", []),
        )

    def ask(self) -> None:
        """Ask on the terminal for what is not given yet."""
        from archive.domain.story_draft import identifier

        self.title = self.title or click.prompt("Title")
        self.story = self.story or click.prompt("Id", default=identifier(self.title or "", "-"))
        self.packs = self.packs or self._ask_packs()
        for kind in (*self.kinds(), "source"):
            if not self.names.get(kind):
                self.names[kind] = _ask_names(kind)
        self.must_mention = self.must_mention or _name(_ask("Words that every article has, with commas"))
        offered = self._measures()
        if offered and not self.measures:
            self.measures = _name(_ask(f"Measure only some of {', '.join(offered)}; all if empty"))

    def kinds(self) -> tuple[str, ...]:
        """The kinds of entity that the chosen packs can name, as far as there is an option for them."""
        from archive.domain.pack import read_pack
        from archive.service.new_story import kinds_asked
        from archive.service.packs import built_in_pack

        texts = {name: text for name in self.packs if (text := built_in_pack(name)) is not None}
        found = [kind for name, text in texts.items() for kind in kinds_asked(read_pack(name, text).story)]
        return tuple(kind for kind in dict.fromkeys(found) if kind in KINDS)

    def _measures(self) -> tuple[str, ...]:
        from archive.domain.pack import measures
        from archive.service.packs import built_in_packs, described_pack

        packs = [described_pack(name) for name in self.packs if name in built_in_packs()]
        return tuple(dict.fromkeys(name for pack in packs for fact in pack.types for name in measures(fact)))

    def _ask_packs(self) -> tuple[str, ...]:
        from archive.service.packs import built_in_packs, described_pack

        known = built_in_packs()
        for name in known:
            click.echo(f"  {name}: {described_pack(name).description}")
        while True:
            packs = _name(click.prompt("Packs, with commas"))
            strange = [name for name in packs if name not in known and not name.endswith(".toml")]
            if packs and not strange:
                return packs
            click.echo(f"no built-in pack {', '.join(strange)}; there are: {', '.join(known)}")


def _ask(question: str) -> str:
    answer = click.prompt(question, default="", show_default=False)
    return str(answer)


def _ask_names(kind: str) -> list[Name]:
    """Names of one kind, one a line, until an empty one."""
    names: list[Name] = []
    click.echo(f"{KINDS[kind]} One a line, aliases after commas; an empty line ends.")
    while name := _name(_ask(f"  {kind} {len(names) + 1}")):
        names.append(name)
    return names
