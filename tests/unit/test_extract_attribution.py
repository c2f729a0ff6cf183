"""Who says so, when it was said and when it happened, and how firmly."""

from __future__ import annotations

from functools import cache

import pytest

from archive.domain.claim import Claim
from archive.domain.story import Story
from tests.unit.extraction import claims, gift_story


@cache
def story() -> Story:
    return gift_story()


def the_gift(text: str) -> Claim:
    found = [claim for claim in claims(story(), text, "2023-05-12") if claim.type == "gift"]
    assert len(found) == 1, found
    return found[0]


SOURCES: list[tuple[str, list[str]]] = [
    ("Berg gave Reyes a vase.", []),
    ("Norpress reported that Berg gave Reyes a vase.", ["norpress"]),
    ("Berg gave Reyes a vase, Norpress reported.", ["norpress"]),
    ("Berg gave Reyes a vase, the Norpress news agency reported on Monday.", ["norpress"]),
    ("According to Orla Finch, Berg gave Reyes a vase.", ["finch"]),
    ("Berg gave Reyes a vase, according to Norpress.", ["norpress"]),
    ("Berg gave Reyes a vase, according to Norpress as quoted by Valdia.", ["norpress", "valdia"]),
    ("Berg gave Reyes a vase, Norpress reported, citing Orla Finch.", ["finch", "norpress"]),
    ("Norpress, citing Orla Finch, reported that Berg gave Reyes a vase.", ["finch", "norpress"]),
    ("Berg gave Reyes a vase, Norpress reports citing Orla Finch.", ["finch", "norpress"]),
    ("Orla Finch said Berg gave Reyes a vase, Norpress reported.", ["finch", "norpress"]),
    ("Ms. Berg's long-serving spokeswoman Orla Finch told reporters that Berg gave Reyes a vase.", ["finch"]),
    ("Berg's spokeswoman, Orla Finch, told the Bella news service that Berg gave Reyes a vase.", ["finch"]),
    ('"Berg gave Reyes a vase," Finch told Norpress.', ["finch", "norpress"]),
    ('"Berg gave Reyes a vase," said Orla Finch.', ["finch"]),
    ('Finch spoke first. "Berg gave Reyes a vase," she said.', []),
    ('Finch said little. "Berg gave Reyes a vase," she added.', ["finch"]),
    ("Berg gave Reyes a vase, media reports said.", ["media reports"]),
    ("Berg's aides said Berg gave Reyes a vase.", ["berg's aides"]),
    ("Zembia's Ministry of Culture said Berg gave Reyes a vase.", ["zembia's ministry of culture"]),
    ("Norpress said it rained. Berg gave Reyes a vase, the agency reported.", ["norpress"]),
    ("Berg gave Reyes a vase, according to an aide quoted by Norpress.", ["an aide", "norpress"]),
    ("Berg gave Reyes a vase, Finch was quoted as saying.", ["finch"]),
    ("Norpress said Okoro left, and Valdia reported that Berg gave Reyes a vase.", ["valdia"]),
]


@pytest.mark.parametrize(("text", "sources"), SOURCES, ids=[text[:60] for text, _ in SOURCES])
def test_sources(text: str, sources: list[str]) -> None:
    assert [link.source for link in the_gift(text).attribution] == sources


# 2023-05-12 was a Friday.
DATES: list[tuple[str, str | None, str | None]] = [
    ("Berg gave Reyes a vase on Tuesday.", "2023-05-09", None),
    ("On May 3, Berg gave Reyes a vase.", "2023-05-03", None),
    ("Earlier on May 3, Berg gave Reyes a vase, Norpress said.", "2023-05-03", None),
    ("Norpress reported on Tuesday that Berg gave Reyes a vase.", None, "2023-05-09"),
    ("Berg gave Reyes a vase, Norpress reported on Tuesday.", None, "2023-05-09"),
    ("Berg gave Reyes a vase on Monday, Norpress reported on Tuesday.", "2023-05-08", "2023-05-09"),
    ("Norpress said Tuesday that Berg had given Reyes a vase in April.", "2023-04", "2023-05-09"),
    ("In February this year, Berg gave Reyes a vase.", "2023-02", None),
    ("Berg gave Reyes a vase last September.", "2022-09", None),
    ("Berg gave Reyes a vase made in 1890.", None, None),
    ("Berg gave Reyes a vase in 2018 during a visit.", "2018", None),
    ("The vase given to Reyes by Berg is seen in a photo released by Norpress on May 4.", None, "2023-05-04"),
    ("Several months after that, Berg gave Reyes a vase.", None, None),
    ("Berg, who arrived on Monday for a state visit, gave Reyes a vase.", None, None),
    ("Berg, on Monday, gave Reyes a vase.", "2023-05-08", None),
    ("Reyes left in April, while Berg gave Reyes a vase, a fine one, in May.", "2023-05", None),
    ("Berg gave Reyes a vase, according to an aide quoted by Norpress on Tuesday.", None, "2023-05-09"),
]


@pytest.mark.parametrize(("text", "event", "report"), DATES, ids=[text[:60] for text, _, _ in DATES])
def test_dates(text: str, event: str | None, report: str | None) -> None:
    claim = the_gift(text)
    assert (claim.event_date and claim.event_date.value, claim.report_date and claim.report_date.value) == (
        event,
        report,
    )


STANCES: list[tuple[str, str, str, str]] = [
    ("Berg gave Reyes a vase.", "affirmed", "stated", "current"),
    ("Berg reportedly gave Reyes a vase.", "affirmed", "hedged", "current"),
    ("Berg is said to have given Reyes a vase.", "affirmed", "hedged", "current"),
    ("Berg may have given Reyes a vase.", "affirmed", "hedged", "current"),
    ("It is not clear whether Berg gave Reyes a vase.", "affirmed", "hedged", "current"),
    ("Berg did not give Reyes a vase.", "denied", "stated", "current"),
    ("Berg never gave Reyes a vase, Finch said.", "denied", "stated", "current"),
    ("Norland denied reports that Berg gave Reyes a vase.", "denied", "stated", "current"),
    ("Reports that Berg gave Reyes a vase are false, Finch said.", "denied", "stated", "current"),
    ("Berg will give Reyes a vase on Sunday.", "affirmed", "hedged", "projected"),
    ("Berg plans to give Reyes a vase.", "affirmed", "hedged", "projected"),
    ("Berg agreed to give Reyes a vase.", "affirmed", "hedged", "projected"),
    ("Did Berg give Reyes a vase?", "affirmed", "hedged", "current"),
    ("Berg gave Reyes a vase - a pot that he is said to adore.", "affirmed", "stated", "current"),
    ("Reyes did not come, but Berg gave Reyes a vase.", "affirmed", "stated", "current"),
    ("Not only did it rain, Berg gave Reyes a vase.", "affirmed", "stated", "current"),
]


@pytest.mark.parametrize(
    ("text", "polarity", "certainty", "role"), STANCES, ids=[text for text, *_ in STANCES]
)
def test_stance(text: str, polarity: str, certainty: str, role: str) -> None:
    claim = the_gift(text)
    assert (claim.polarity, claim.certainty, claim.role) == (polarity, certainty, role)


def test_direct_speech_is_marked() -> None:
    assert the_gift('"Berg gave Reyes a vase," Finch said.').direct_speech
    assert not the_gift("Finch said Berg gave Reyes a vase.").direct_speech


def test_claims_lean_on_what_the_article_credits_elsewhere() -> None:
    text = "Berg gave Reyes a vase. Finch said Berg gave Reyes a horse. Reyes gave Berg a rug, Norpress said."
    leaning = {str(claim.fields["item"]): claim.leans_on for claim in claims(story(), text)}
    assert leaning == {"vase": ("finch", "norpress"), "horse": ("norpress",), "carpet": ("finch",)}


def test_a_general_word_means_the_one_make_the_article_speaks_of() -> None:
    text = "Berg gave Reyes a bicycle.\n\nIt was a Velox, Norpress said."
    assert the_gift(text).fields["item"] == "velox"


def test_not_where_the_make_is_said_to_be_unclear() -> None:
    text = "Berg gave Reyes a bicycle.\n\nIt is not clear whether the bicycle is a Velox."
    assert the_gift(text).fields["item"] == "bicycle"


def test_nor_where_the_words_name_another_make() -> None:
    text = "Berg gave Reyes a Torpado bicycle.\n\nBerg rides a Velox."
    assert the_gift(text).fields["item"] == "bicycle"
