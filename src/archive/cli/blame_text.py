"""The chain behind a fact for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from archive.domain.blame import Effect, Link, Part, PartMove, Standing, Told
from archive.domain.fact_document import voice_document
from archive.domain.moment import short_iso
from archive.telling.fact_text import FactText
from archive.telling.labels import Labels, in_words, moment_in_words, point_in_words
from archive.telling.lines import Lines
from archive.telling.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.service.blame import Blamed, Traced
    from archive.store.rows import RunRow

_EFFECTS: Final[Mapping[Effect, str]] = {
    "set": "set",
    "confirmed": "confirmed it",
    "disputed": "disputed it",
    "denied": "denied it",
    "outdated": "told what newer reports had replaced by then",
    "related": "told a former or a planned value",
    "rejected": "counted for nothing: a reviewer rejected it",
    "withdrawn": "withdrew it: the article was edited",
}
_STANDINGS: Final[Mapping[Standing, str]] = {
    "superseded": "superseded",
    "gone": "no longer said",
    "unlisted": "said by another claim of its article",
    "supporting": "supports it",
    "dissenting": "disagrees",
    "denied": "denies it",
    "rejected": "rejected",
    "related": "told beside the value",
}
_USUAL: Final[Mapping[Effect, Standing]] = {
    "set": "supporting",
    "confirmed": "supporting",
    "disputed": "dissenting",
    "denied": "denied",
    "outdated": "superseded",
    "related": "related",
    "rejected": "rejected",
    "withdrawn": "gone",
}
"""How a claim stands that nothing has happened to since; that need not be told."""

_TELLING: Final = ("disputed", "denied", "outdated", "related", "rejected")
"""What says another value than the fact has, and so has to be told."""

_COLOURS: Final[Mapping[Effect, str]] = {
    "set": "added",
    "withdrawn": "removed",
    "disputed": "doubt",
    "denied": "doubt",
}


class BlameText:
    """Writes the chain of one fact to a page."""

    def __init__(self, blamed: Blamed) -> None:
        self._blamed = blamed
        self._labels = Labels(blamed.place.story)
        self._voices = {each.link.voice.claim.claim_id: each.link.voice for each in reversed(blamed.chain)}

    def write(self, page: Lines) -> None:
        """The whole of it."""
        self._head(page)
        page.line()
        page.line("Who is responsible for what it is now", "label")
        for part in self._blamed.blame.parts:
            page.line(self._part(part), indent=2, hang=4)
        page.line()
        page.line("How it came about, newest first", "label")
        for traced in self._blamed.chain:
            page.line()
            self._link(page, traced)

    def _head(self, page: Lines) -> None:
        fact, point = self._blamed.blame.fact, self._blamed.point
        page.line(f"{self._labels.key(fact.type, fact.key)}  [{fact.fact_id[:8]}]", "title", hang=4)
        page.line(
            f"{in_words(fact.type)} of {fact.story}, {point_in_words(point)}",
            "quiet",
            hang=4,
        )

    def _part(self, part: Part) -> str:
        before = "" if part.before is None else f" (before: {self._told(part.before)})"
        whose = ", ".join(self._who(claim_id) for claim_id in part.claims) or "the reports before it"
        return f"{self._named(part)}{before}, since {moment_in_words(short_iso(part.since))}: {whose}"

    def _named(self, part: Part) -> str:
        """A part with its value: `date 2024-02-18`, `3`, `corroborated`."""
        name, _, detail = part.part.partition(".")
        told = self._told(part.told)
        if name == "fact":
            return "told at all" if part.told.role == "current" else f"told at all ({part.told.role})"
        if name == "denied":
            return "denied" if part.told.value is None else f"denied {told}"
        if name == "disputed":
            return f"{in_words(detail)} disputed: {told}"
        return f"{in_words(detail)} {told}" if detail else told

    def _told(self, told: Told) -> str:
        value = self._labels.value(told.value, told.relation, told.value_to)
        return value if told.role == "current" else f"{told.role} {value}"

    def _who(self, claim_id: str) -> str:
        voice = self._voices[claim_id]
        return f"{voice.source or 'unknown source'} [{claim_id[:8]}]"

    def _link(self, page: Lines, traced: Traced) -> None:
        link = traced.link
        page.line(
            f"{moment_in_words(short_iso(link.at))}  {self.did(link)}  [{link.voice.claim.claim_id[:8]}]",
            _COLOURS.get(link.effect, "label"),
            indent=2,
            hang=4,
        )
        document = voice_document(link.voice)
        page.line(f"“{traced.sentence}”", indent=6, hang=1)
        page.line(FactText(page, self._labels).whose(document), "quiet", indent=8, hang=2)
        for line in self.events(traced):
            page.line(line, "quiet", indent=8, hang=2)

    def did(self, link: Link) -> str:
        """What the claim did to the fact, and how it stands now where that is another matter."""
        moved = ", ".join(filter(None, (self._moved(move, link.effect) for move in link.parts)))
        done = "made it known" if link.effect == "set" and not moved else _EFFECTS[link.effect]
        if link.told is not None and link.effect in _TELLING:
            done = f"{done}: {self._told(link.told)}"
        done = f"{done} {moved}" if link.effect == "set" and moved else done
        done += f": {moved}" if link.effect == "withdrawn" and moved else ""
        if link.effect == "withdrawn" or link.standing == _USUAL[link.effect]:
            return done
        since = f" since {moment_in_words(short_iso(link.turned))}" if link.turned is not None else ""
        return f"{done}; {_STANDINGS[link.standing]}{since}"

    def _moved(self, move: PartMove, effect: Effect) -> str:
        name, _, detail = move.part.partition(".")
        if name != "value":
            return ""
        named = f"{in_words(detail)} " if detail else ""
        before = None if move.before is None else self._told(move.before)
        if effect == "withdrawn":
            return f"{named}{before or 'none'} → {'none' if move.after is None else self._told(move.after)}"
        after = "none" if move.after is None else self._told(move.after)
        return f"{named}{after}" + (f" (before: {before})" if before is not None else "")

    def events(self, traced: Traced) -> Iterator[str]:
        """The events that hold the claim: look, reading, runs and verdicts, with their positions."""
        look = f"captured @{traced.captured.position}, " if traced.captured is not None else ""
        read = (
            f"text read @{traced.version.position} by {traced.version.reader} {traced.version.reader_version}"
        )
        yield f"{look}{read}; claim found {', '.join(map(self._run, traced.found[-1:]))}"
        if len(traced.found) > 1:
            yield f"first found {self._run(traced.found[0])}"
        if traced.missed:
            yield f"not found {self._run(traced.missed[-1])}"
        for row in traced.reviews:
            fields = self._labels.fields(traced.link.voice.claim.type, row.review.fields)
            said = "; ".join(part for part in (fields, row.review.note) if part)
            yield f"{row.review.verdict} by {row.actor} @{row.position}" + (f": {said}" if said else "")

    def _run(self, run: RunRow) -> str:
        known = self._blamed.definitions.get(run.story_digest)
        story = f"the story of @{known.position}" if known else f"story {run.story_digest[:8]}"
        return f"@{run.position} by {run.extractor} {run.extractor_version} with {story}"


def markdown(blamed: Blamed) -> str:
    """The chain as Markdown: a heading, the parts as a list, the chain as a list of quotes."""
    page = _Markdown()
    BlameText(blamed).write(page)
    return page.text()


class _Markdown:
    """Takes the lines of the text form and marks them up."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def line(self, text: str = "", kind: str = "", *, indent: int = 0, hang: int = 0) -> None:
        del hang
        words = escaped(text)
        if not words:
            self._lines.append("")
        elif kind == "title":
            self._lines.append(f"## {words}\n")
        elif kind == "label" and not indent:
            self._lines.append(f"### {words}\n")
        elif indent == 0:
            self._lines.append(words)
        else:
            depth = 0 if indent <= 4 else 1
            self._lines.append(f"{'  ' * depth}- {words}")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def blame_form(blamed: Blamed) -> dict[str, Any]:
    """The JSON form."""
    fact = blamed.blame.fact
    return {
        "fact_id": fact.fact_id,
        "story": fact.story,
        "type": fact.type,
        "key": dict(fact.key),
        "reported": blamed.point.reported,
        "position": blamed.point.known_at,
        "parts": [_part_form(part) for part in blamed.blame.parts],
        "chain": list(_links(blamed)),
    }


def chain_lines(blamed: Blamed) -> Iterator[dict[str, Any]]:
    """One object for each link of the chain, with its fact."""
    yield from ({"fact_id": blamed.blame.fact.fact_id, **link} for link in _links(blamed))


def _part_form(part: Part) -> dict[str, Any]:
    return {
        "part": part.part,
        **_told_form(part.told),
        "since": short_iso(part.since),
        "before": None if part.before is None else _told_form(part.before),
        "claims": list(part.claims),
    }


def _told_form(told: Told) -> dict[str, Any]:
    return {"value": told.value, "relation": told.relation, "value_to": told.value_to, "role": told.role}


def _links(blamed: Blamed) -> Iterator[dict[str, Any]]:
    for traced in blamed.chain:
        link = traced.link
        yield {
            "at": short_iso(link.at),
            "effect": link.effect,
            "parts": [
                {
                    "part": move.part,
                    "before": None if move.before is None else _told_form(move.before),
                    "after": None if move.after is None else _told_form(move.after),
                }
                for move in link.parts
            ],
            "told": None if link.told is None else _told_form(link.told),
            "standing": link.standing,
            "since": None if link.turned is None else short_iso(link.turned),
            "sentence": traced.sentence,
            "claim": voice_document(link.voice),
            "earlier": list(link.earlier),
            "captured": None if traced.captured is None else traced.captured.position,
            "read": {
                "position": traced.version.position,
                "reader": traced.version.reader,
                "version": traced.version.reader_version,
            },
            "found": _runs(traced.found),
            "missed": _runs(traced.missed),
            "reviews": [
                {
                    "verdict": row.review.verdict,
                    "note": row.review.note,
                    "fields": dict(row.review.fields),
                    "actor": row.actor,
                    "position": row.position,
                    "recorded_at": short_iso(row.recorded_at),
                }
                for row in traced.reviews
            ],
        }


def _runs(runs: Iterable[RunRow]) -> list[dict[str, Any]]:
    return [
        {
            "position": run.position,
            "extractor": run.extractor,
            "version": run.extractor_version,
            "story_digest": run.story_digest,
        }
        for run in runs
    ]
