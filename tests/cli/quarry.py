"""A story whose sources disagree in every way that shows, for the tests of conflicts and timelines."""

from __future__ import annotations

import json
from pathlib import Path

STORY = """\
[story]
id = "quarry"
title = "The rockfall at Orsa quarry"
version = 1
must_mention = ["Orsa"]

[[entity]]
id = "ministry"
kind = "source"
name = "the interior ministry"
aliases = ["the interior ministry", "interior ministry"]

[[entity]]
id = "union"
kind = "source"
name = "the miners' union"
aliases = ["the miners' union", "miners' union"]

[[entity]]
id = "orsa"
kind = "site"
name = "Orsa quarry"
aliases = ["Orsa quarry", "Orsa"]

[[entity]]
id = "tamm"
kind = "person"
name = "Liis Tamm"
aliases = ["Liis Tamm", "Tamm"]

[[entity]]
id = "rebane"
kind = "person"
name = "Jaan Rebane"
aliases = ["Jaan Rebane", "Rebane"]

[lexicon]
died = ["died", "were killed"]

[[fact]]
type = "dead"
key = ["site"]
consolidate = "count"
value = "value"
label = "People killed at {site}"
[fact.fields]
site = { type = "entity", kinds = ["site"] }
value = { type = "number" }
previous = { type = "number" }
correction = { type = "flag" }
[[fact.frame]]
name = "people-died-at"
pattern = "{value} people <died> at {site}"
[[fact.frame]]
name = "not-died"
pattern = "it is not true that {value} people <died> at {site}"
polarity = "denied"
[[fact.frame]]
name = "revised"
pattern = "the toll at {site} was corrected from {previous} to {value}"
set = { correction = true }

[[fact]]
type = "head"
key = ["site"]
consolidate = "state"
value = "person"
label = "Head of {site}"
[fact.fields]
site = { type = "entity", kinds = ["site"] }
person = { type = "entity", kinds = ["person"] }
[[fact.frame]]
name = "heads"
pattern = "{person} (heads|now runs) {site}"
"""

ARTICLES = {
    "first": (
        "2019-05-02T09:00:00Z",
        "Orsa Bugle",
        "At least 20 people died at Orsa quarry, the interior ministry said. Liis Tamm heads Orsa quarry. "
        "The rain had not let up for a week, and the road down to the lower terrace was closed.",
    ),
    "union": (
        "2019-05-03",
        "North Ledger",
        "31 people died at Orsa quarry, the miners' union said. Its members kept a list at the gate, "
        "on the back of a delivery note.",
    ),
    "ministry": (
        "2019-05-03",
        "Pine Courier",
        "26 people died at Orsa quarry, according to the interior ministry. Excavators from four counties "
        "are on their way.",
    ),
    "more": (
        "2019-05-05",
        "Orsa Bugle",
        "34 people died at Orsa quarry. Jaan Rebane now runs Orsa quarry. A choir sang in the car park at dusk.",
    ),
    "denial": (
        "2019-05-08",
        "North Ledger",
        "It is not true that 34 people died at Orsa quarry, the interior ministry said. "
        "Schools in the valley open again on Thursday.",
    ),
    "correction": (
        "2019-05-12",
        "Pine Courier",
        "The toll at Orsa quarry was corrected from 34 to 30. Two families had been listed twice, "
        "under the names of both grandfathers.",
    ),
    "again": (
        "2019-05-12",
        "North Ledger",
        "28 people died at Orsa quarry, the miners' union said. It wants the upper face fenced off before winter.",
    ),
    "undated": (
        None,
        "Moss Weekly",
        "33 people died at Orsa quarry. An essay on stone, patience and the men who break it.",
    ),
}


def write(folder: Path) -> Path:
    """Write the story and its articles to `folder`, as a user would have them."""
    (folder / "quarry.toml").write_text(STORY, encoding="utf-8")
    articles = folder / "quarry"
    articles.mkdir()
    for name, (published, source, text) in ARTICLES.items():
        (articles / f"{name}.txt").write_text(f"News from the hills\n\n{text}\n", encoding="utf-8")
        said = {"source": source, "url": f"https://news.example/{name}", "captured": "2019-06-01T12:00:00Z"}
        known = {**said, "published": published} if published else said
        (articles / f"{name}.json").write_text(json.dumps(known), encoding="utf-8")
    return articles
