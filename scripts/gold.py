#!/usr/bin/env python3
"""Make `gold.json` from each `claims.toml` under tests/data/gold, in the schema that scripts/score.py reads.

    python scripts/gold.py

A claim is written down by its quote; where the quote stands in the text is looked up here, so that no
offset is ever typed. A quote that is not in its article, or an unknown key, is an error. `a|b` as a
field's value accepts either, `a|` also accepts that nothing is said.

A third of each set, the articles whose names have the lowest SHA-256, is marked `held_out`: those were
set apart before anything was measured, and nobody looks at what was missed in them while improving.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from archive.domain.canonical import sha256_hex
from archive.domain.look import Look
from archive.readers.text import TextReader

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "gold"
ABOUT = {
    "type",
    "tier",
    "polarity",
    "certainty",
    "quote",
    "by",
    "event",
    "report",
    "role",
    "relation",
    "headline",
}


def claim(name: str, number: int, told: dict[str, Any], text: str) -> dict[str, Any]:
    """One gold claim, with its place in the text."""
    fields = {key: value for key, value in told.items() if key not in ABOUT}
    accepted = {
        key: [_value(option) for option in value.split("|")]
        for key, value in fields.items()
        if isinstance(value, str) and "|" in value
    }
    made: dict[str, Any] = {
        "id": f"{name}-c{number:02}",
        "tier": told.get("tier", "core"),
        "type": told["type"],
        "fields": {key: accepted.get(key, [value])[0] for key, value in fields.items()},
        "polarity": told.get("polarity", "affirmed"),
        "certainty": told.get("certainty", "stated"),
        "attribution": [{"source": source} for source in told.get("by", ())],
        "event_date": {"value": told.get("event")},
        "report_date": {"value": told.get("report")},
        "evidence": place(name, told["quote"], text),
    }
    made |= {key: told[key] for key in ("role", "relation", "headline") if key in told}
    return made | ({"accepted": accepted} if accepted else {})


def _value(option: str) -> str | int | None:
    return int(option) if option.isdigit() else option or None


def place(name: str, quote: str, text: str) -> dict[str, Any]:
    """Where `quote` stands. Raises SystemExit where it does not."""
    start = text.find(quote)
    if start < 0:
        raise SystemExit(f"{name}: not in the text: {quote!r}")
    return {
        "exact": quote,
        "start": start,
        "end": start + len(quote),
        "occurrences_in_doc": text.count(quote),
    }


def compiled(folder: Path) -> str:
    """The gold file of one set, as JSON."""
    told = tomllib.loads((folder / "claims.toml").read_text(encoding="utf-8"))
    files = sorted(folder.glob("*.txt"))
    by_hash = sorted(files, key=lambda path: sha256_hex(path.name.encode()))
    held_out = set(by_hash[: round(len(files) / 3)])
    if set(told["articles"]) != {path.stem for path in files}:
        raise SystemExit(f"{folder.name}: the articles and claims.toml name different files")
    documents = []
    for path in files:
        article, entry = (
            TextReader().read(Look(name=path.name, data=path.read_bytes()), {}),
            told["articles"][path.stem],
        )
        documents.append({
            "doc": path.stem,
            "file": path.name,
            "sha256": sha256_hex(path.read_bytes()),
            "held_out": path in held_out,
            "claims": [
                claim(path.stem, number, one, article.text) for number, one in enumerate(entry["claims"], start=1)
            ],
            "must_not": [
                {"id": f"{path.stem}-x{number:02}", "type": one["type"], "where": one["where"], "why": one["why"],
                 "evidence": place(path.stem, one["quote"], article.text)}
                for number, one in enumerate(entry.get("traps", ()), start=1)
            ],
        })  # fmt: skip
    about = {
        "schema": "gold-claims/1",
        "text_unit": "Unicode code points over the text that the reader gives",
    }
    return (
        json.dumps({**about, "story": told["story"], "documents": documents}, indent=1, ensure_ascii=False)
        + "\n"
    )


def made() -> dict[Path, str]:
    """Every file that is made from others, with what it should hold."""
    return {source.with_name("gold.json"): compiled(source.parent) for source in FOLDER.glob("*/claims.toml")}


def main() -> int:
    """Write every file that is made."""
    for target, text in made().items():
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
