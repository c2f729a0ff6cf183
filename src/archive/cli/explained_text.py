"""How a sentence was read, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.claim_text import headline
from archive.cli.page import Page
from archive.telling.labels import Labels
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.claim import Claim
    from archive.domain.story import Story
    from archive.extractors.explained import Explained, NearMiss, Tried


def write_explained(page: Page, one: Explained, story: Story, near: int) -> None:
    """One sentence with all that was seen in it and tried on it."""
    page.line(f"“{one.text}”", "title", hang=1)
    if one.elsewhere:
        page.line(f"not read: “{one.elsewhere}” is named under [elsewhere], another affair", indent=2, hang=4)
        return
    _section(page, "mentions", [f"{m.text} = {m.kind}: {m.means}" for m in one.mentions])
    _section(
        page,
        "said by",
        [
            f"{' via '.join(said.chain) or 'nobody named'} (“{said.text}”{', who denies it' if said.denies else ''})"
            for said in one.attributions
        ],
    )
    _section(page, "dates", list(one.dates))
    _write_tried(page, one)
    _section(page, "numbers that count nothing", [f"{n.text}: {n.why}" for n in one.uncounted])
    if one.near and near:
        page.line(f"nearest frames that do not match (of {one.frames})", "label", indent=2)
        for miss in one.near[:near]:
            _write_miss(page, miss)
    labels = Labels(story)
    page.line("claims" if one.claims else "no claim", "label", indent=2)
    for claim in one.claims:
        _write_claim(page, labels, claim)


def _section(page: Page, title: str, lines: list[str]) -> None:
    if lines:
        page.line(title, "label", indent=2)
    for line in lines:
        page.line(line, indent=4, hang=4)


def _write_tried(page: Page, one: Explained) -> None:
    rules = {"frame": one.frames, "count": one.counts, "state": one.states}
    known = ", ".join(counted(number, name) for name, number in rules.items() if number)
    page.line(f"what matches (of {known})" if one.tried else "nothing matches", "label", indent=2)
    for tried in one.tried:
        mark = page.style("wins", "added") if tried.outcome == "won" else page.style("loses", "removed")
        page.line(f"{mark} {tried.type} [{tried.name}] on “{tried.words}”", indent=4, hang=4)
        for line in _about(tried):
            page.line(line, indent=8, hang=4)


def _about(tried: Tried) -> list[str]:
    lines = [f"pattern: {tried.pattern}"] if tried.pattern else []
    slots = [f"{name} = “{words}”" for name, words in tried.slots.items()]
    slots += [f"{name} = {value}, implied" for name, value in tried.sets.items()]
    lines += ["fields: " + ", ".join(slots)] if slots else []
    stance = [tried.polarity] if tried.polarity != "affirmed" else []
    stance += [f"hedged by {', '.join(tried.hedges)}"] if tried.hedges else []
    stance += ["speaks of what is to come"] if tried.projected else []
    lines += ["stance: " + ", ".join(stance)] if stance else []
    return [*lines, tried.why] if tried.why else lines


def _write_miss(page: Page, miss: NearMiss) -> None:
    page.line(f"{miss.type} [{miss.name}]: {miss.matched} of {miss.parts} parts", indent=4, hang=4)
    page.line(f"pattern: {miss.pattern}", indent=8, hang=4)
    if miss.why:
        page.line(miss.why, indent=8, hang=4)
        return
    reached = f"“{miss.words}” is {miss.reached}; " if miss.reached else ""
    instead = f", not “{miss.found}”" if miss.found else ", and the sentence ends"
    page.line(f"{reached}then it needs {miss.failed}{instead if miss.reached else ''}", indent=8, hang=4)


def _write_claim(page: Page, labels: Labels, claim: Claim) -> None:
    page.line(f"{headline(labels, claim)} [{claim.claim_id[:8]}]", indent=4, hang=4)
    said = [f"by {labels.names([link.source for link in claim.attribution])}"] if claim.attribution else []
    for name, date in (("happened", claim.event_date), ("told", claim.report_date)):
        if date is not None and (date.value or date.text):
            wording = f" (“{date.text}”)" if date.text else ""
            said.append(f"{name} {date.value or 'at a time not resolved'}{wording}")
    said += [f"hedged by {', '.join(claim.hedges)}"] if claim.hedges else []
    page.line("; ".join((f"read by [{claim.frame}]", *said)), "quiet", indent=8, hang=4)
