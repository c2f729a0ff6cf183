"""`archive story packs`: the packs that come with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.options import format_option
from archive.cli.page import Page, print_json

if TYPE_CHECKING:
    from archive.domain.pack import Pack
    from archive.domain.story import FactType


@click.command("packs", short_help="List the built-in packs, or show what one offers.")
@click.argument("name", metavar="[NAME]", required=False)
@format_option("text", "json")
def packs(name: str | None, form: str) -> None:
    """List the packs that come with the program; with NAME, the types, fields, measures and wordings of one.

    A story uses a pack by naming it: packs = ["casualties"].

    \b
    Example:
        archive story packs
        archive story packs casualties
    """
    from archive.service.packs import built_in_packs, described_pack

    found = [described_pack(one) for one in ([name] if name else built_in_packs())]
    if form == "json":
        documents = [_document(one) for one in found]
        print_json(documents[0] if name else documents)
    elif name:
        _write_whole(Page(), found[0])
    else:
        page = Page()
        for one in found:
            _write_short(page, one)


def _write_short(page: Page, pack: Pack) -> None:
    from archive.domain.pack import measures

    page.line(f"{page.style(pack.name, 'label')}: {pack.description}", hang=4)
    for fact in pack.types:
        named = measures(fact)
        page.line(fact.type + (f": {', '.join(named)}" if named else ""), indent=4, hang=4)


def _write_whole(page: Page, pack: Pack) -> None:
    from archive.domain.pack import measures, wordings

    page.line(f"{pack.title} ({pack.name}, version {pack.version})", "title")
    page.line(pack.description)
    page.line(
        f'a story uses it with packs = ["{pack.name}"]; fields with * say what a claim is about', "quiet"
    )
    for fact in pack.types:
        page.line()
        page.line(f"{page.style(fact.type, 'label')}, {_kind(fact)}", indent=2)
        page.line("fields: " + ", ".join(_field(fact, field) for field in fact.fields), indent=4, hang=4)
        for measure in measures(fact) or (None,):
            examples = " · ".join(f"“{one}”" for one in wordings(fact, pack.story, measure))
            page.line((f"{measure}: " if measure else "") + examples, indent=4, hang=4)


def _kind(fact: FactType) -> str:
    kinds = {"event": "something that happened", "state": "a state that holds until it changes"}
    rising = "a count that only a correction lowers" if fact.rising else "a count that rises and falls"
    return kinds.get(fact.consolidate, rising)


def _field(fact: FactType, name: str) -> str:
    kind = fact.fields[name]
    kinds = f" ({kind.kind}{': ' + ', '.join(kind.entity_kinds) if kind.entity_kinds else ''})"
    return name + kinds + ("*" if name in fact.key else "")


def _document(pack: Pack) -> dict[str, Any]:
    from archive.domain.pack import measures, wordings

    return {
        "name": pack.name,
        "title": pack.title,
        "description": pack.description,
        "version": pack.version,
        "types": [
            {
                "type": fact.type,
                "consolidate": fact.consolidate,
                "rising": fact.rising if fact.consolidate == "count" else None,
                "key": list(fact.key),
                "fields": {
                    name: {"type": kind.kind, "kinds": list(kind.entity_kinds)}
                    for name, kind in fact.fields.items()
                },
                "measures": {name: list(wordings(fact, pack.story, name)) for name in measures(fact)},
                "wordings": list(wordings(fact, pack.story, None)),
            }
            for fact in pack.types
        ],
    }
