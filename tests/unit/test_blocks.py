"""Blocks: what each stretch of a page's text is, on pages of many makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.blocks import segment
from archive.domain.paragraphs import paragraphs

SEEDS = [
    "000_c0b74ea997e4bcc8",
    "001_f9e6be4b0b6221bf",
    "002_3189f680fba333f5",
    "003_c4c0342e65e5f938",
    "004_45734b870bde0725",
]
LETTERS = {"chrome": "c", "masthead": "m", "byline": "y", "headline": "h", "caption": "p", "body": "b"}


def outline(text: str) -> list[tuple[str, str]]:
    return [(LETTERS[block.kind], text[block.start : block.end].strip()) for block in segment(text)]


def kinds(text: str) -> str:
    return "".join(letter for letter, _ in outline(text))


PROSE = (
    "The council voted on Tuesday to close the old bridge, and the mayor said that repairs would take a year."
)
MORE = "Engineers had warned of cracks since 2019."
LAST = "No date was given for the work to begin."

PAGES = {
    "one paragraph": (PROSE, "b"),
    "one line without a full stop": ("The council closes the bridge", "b"),
    "headline and body": (f"Council closes old bridge\n\n{PROSE}\n\n{MORE}\n", "hbb"),
    "headline in capitals": (f"COUNCIL CLOSES OLD BRIDGE\n\n{PROSE}\n", "hb"),
    "a question for a headline": (f"Will the council close the bridge?\n\n{PROSE}\n", "hb"),
    "headline and deck": (
        f"Council closes old bridge\nRepairs may take a year, mayor says\n\n{PROSE}\n",
        "hhb",
    ),
    "no blank lines": (f"Council closes old bridge\n{PROSE}\n{MORE}\n{LAST}\n", "hbbb"),
    "windows line ends": (f"Council closes old bridge\r\n\r\n{PROSE}\r\n\r\n{MORE}\r\n", "hbb"),
    "headline repeated below the byline": (
        f"Council closes old bridge\n\nBy Jane Doe\n\nCouncil closes old bridge\n\n{PROSE}\n",
        "hyhb",
    ),
    "page date above the headline": (
        f"Monday, 3 March 2025\n\nCouncil closes old bridge\n\n{PROSE}\n",
        "mhb",
    ),
    "date below the headline": (f"Council closes old bridge\n\n3 March 2025\n\n{PROSE}\n", "hyb"),
    "date with a time below the headline": (
        f"Council closes old bridge\n\nMarch 3, 2025 10:32 GMT\n\n{PROSE}\n",
        "hyb",
    ),
    "crawler's prefix": (f" date 2025-03-03 {PROSE}\n\n{MORE}", "mbb"),
    "crawler's prefix and headline": (f"date: 2025-03-03\nCouncil closes old bridge\n\n{PROSE}", "mhb"),
    "wire copy": (f"PARIS, March 3 (Agency) - {PROSE}\n\n{MORE}", "ybb"),
    "wire copy with a dash": (f"NEW YORK (AP) \u2014 {PROSE}\n\n{MORE}", "ybb"),
    "wire copy under a headline": (
        f"Council closes bridge\n\nST. JOHN'S, Antigua, March 3, 2025 (Wire) \u2014 {PROSE}",
        "hyb",
    ),
    "a place in capitals without date or agency": (f"PARIS - {PROSE}", "b"),
    "navigation": (
        f"Home\nNews\nSport\nWatch Channel Nine News\n\nCouncil closes old bridge\n\n{PROSE}",
        "cccchb",
    ),
    "breadcrumb": (f"Home > News > Local\n\nCouncil closes old bridge\n\n{PROSE}", "chb"),
    "byline with time stamps": (
        f"Council closes old bridge\n\nBy JANE DOE and JOHN ROE\nPublished: 3 March 2025 10:02\nUpdated 4 March 2025\n\n{PROSE}",
        "hyyyb",
    ),
    "byline in parts": (
        f"Council closes old bridge\n\nThe Gazette | @thegazette | 3 Mar 2025\n\n{PROSE}",
        "hyb",
    ),
    "reporter's credits at the end": (
        f"{PROSE}\n\n{MORE}\n\n(Reporting by Jane Doe; Editing by John Roe)",
        "bby",
    ),
    "prompts in the middle": (
        f"{PROSE}\n\nAdvertisement\n\n{MORE}\n\nRead more: How the bridge was built\n\n{LAST}\n\nSign up for our daily newsletter",
        "bcbcbc",
    ),
    "related titles at the end": (
        f"{PROSE}\n\n{MORE}\n\nRelated articles\nRiver rises after the storm\nSchool wins a prize\n",
        "bbccc",
    ),
    "cookies": (
        f"We use cookies to improve your experience. Accept all\nAccept all\n\nCouncil closes bridge\n\n{PROSE}",
        "cchb",
    ),
    "sharing": (
        f"Council closes old bridge\n\nShare this article\nFacebook Twitter WhatsApp\nCopy link\n\n{PROSE}",
        "hcccb",
    ),
    "a video's title": (
        f"Council closes old bridge\n\nInside the bridge\nInside the old bridge 02:45\n\n{PROSE}",
        "hccb",
    ),
    "a sentence that ends with a clock": (f"{PROSE}\n\nThe meeting began at 10:30\n\n{MORE}", "bhb"),
    "caption with credit": (
        f"Council closes old bridge\n\nThe bridge seen from the river. (Jane Doe/Wire Images)\n\n{PROSE}",
        "hpb",
    ),
    "caption and its alternative text": (
        f"{PROSE}\n\nThe old bridge in the morning\nThe old bridge in the morning (AP)\n\n{MORE}",
        "bppb",
    ),
    "caption after an alternative text of other words": (
        f"{PROSE}\n\nBridge repairs\nWorkers look at the old bridge on March 3, 2025. John Roe via WIRE\n\n{MORE}",
        "bppb",
    ),
    "caption by its beginning": (
        f"{PROSE}\n\nIn this photo provided by the city, workers look at the br\n\n{MORE}",
        "bpb",
    ),
    "credit after the words": (f"{PROSE}\n\nThe bridge. Photo: Jane Doe\n\n{MORE}", "bpb"),
    "credit alone": (f"Council closes old bridge\n\nJane Doe/City News Service via AP\n\n{PROSE}", "hpb"),
    "body that speaks of photos": (
        f"{PROSE}\n\nA photo by a resident shows the cracks, courtesy of the city.\n\n{MORE}",
        "bbb",
    ),
    "sub-headlines": (
        f"Council closes old bridge\n\n{PROSE}\n\nMayor worried\n\n{MORE}\n\nWhat comes next?\n\n{LAST}",
        "hbhbhb",
    ),
    "a list is not a row of sub-headlines": (
        f"{PROSE}\n\nFirst bridge\nSecond bridge\nThird bridge\nFourth bridge\n\n{MORE}",
        "bbbbbb",
    ),
    "a quotation is no sub-headline": (f'{PROSE}\n\n"It is over," he said.\n\n{MORE}', "bbb"),
    "live page": (
        f"Live: bridge closed\n\n14:05 GMT\n\nMayor speaks\n\n{PROSE}\n\n13:40 GMT\n\nPolice arrive\n\n{MORE}",
        "hmhbmhb",
    ),
    "press release": (
        f"FOR IMMEDIATE RELEASE\n\nCity closes old bridge\n\nSPRINGFIELD, March 3, 2025 (Newswire) -- {PROSE}\n\n{MORE}\n\n###",
        "mhybbc",
    ),
    "author's note": (
        f"{PROSE}\n\n{MORE}\n\nJane Doe is a freelance writer who covers bridges. Follow her on Twitter.",
        "bbc",
    ),
    "an expert who speaks is no author's note": (
        f"{PROSE}\n\nJohn Roe is a professor of engineering at the college. He said the cracks were deep.\n\n{MORE}",
        "bbb",
    ),
    "copyright": (f"{PROSE}\n\n{MORE}\n\n\u00a9 2025 The Gazette. All rights reserved.", "bbc"),
    "hard-wrapped": (
        "Council closes old bridge\n\nThe council voted on Tuesday to close the old bridge,\nand the mayor said that the repairs"
        " would take a year\nor more. Engineers had warned of cracks since 2019.\n\nNo date was given for the work to begin, and\n"
        "shops near the river fear for their trade.\n",
        "hbb",
    ),
    "a paragraph with no full stop": (
        f"Council closes old bridge\n\nThe council voted on Tuesday to close the old bridge after engineers found cracks in two of its"
        f" nine stone arches that nobody had seen before in the town\n\n{MORE}",
        "hbb",
    ),
    "labels of pictures": (
        f"{PROSE}\n\nImage source, Wire Images\n\nImage caption, The old bridge\n\nA ferry. Photograph: Jane Doe\n\n{MORE}",
        "bpppb",
    ),
    "role and age under a byline": (
        f"Council closes old bridge\n\nBy Jane Doe\nPolitical correspondent, Nine News\nUpdated 2 hours ago\n\n{PROSE}",
        "hyymb",
    ),
    "accents and typographic signs": (f"Caf\u00e9 \u201cRoyal\u201d reopens \u2013 at last\n\n{PROSE}", "hb"),
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_many_makes(page: str) -> None:
    text, expected = PAGES[page]
    assert kinds(text) == expected, outline(text)


def test_furniture_words_inside_a_sentence_are_news() -> None:
    for sentence in (
        "Watch sales rose in Geneva, and the makers said that the year was good.",
        "Follow-up talks are planned for the spring in the capital, officials said on Tuesday.",
        "Subscribers left the paper after the vote.",
        "Advertisement rules were changed by the council on Monday.",
        "By Monday, officials had left the town.",
        "Share prices fell by two percent on the news.",
        "Read the room, the mayor told them.",
        "More than 40 people were hurt.",
        "Get out, he told the crowd.",
        "Home Secretary Jane Doe resigned on Monday.",
        "Published figures show a fall.",
        "Updated figures for 2024 show that 12 bridges closed in March and that the works cost the city 4 million.",
    ):
        assert kinds(f"{PROSE}\n\n{sentence}\n\n{MORE}") == "bbb", sentence


@pytest.mark.parametrize(
    "prompt", ["Sign in to comment", "Log in or register", "Watch our latest video", "Watch the video below"]
)
def test_a_prompt_between_paragraphs_is_furniture(prompt: str) -> None:
    assert kinds(f"{PROSE}\n\n{prompt}\n\n{MORE}") == "bcb"


def test_blocks_of_a_wire_story_have_exact_borders() -> None:
    text = f"  PARIS, March 3 (Agency) - {PROSE}  \n"
    assert segment(text) == (Block("byline", 2, 28), Block("body", 28, 28 + len(PROSE)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n \t ", []),
        ("a\nb", ["a", "b"]),
        ("a\r\rb", ["a", "b"]),
        ("  a  \n\n\n  b", ["a", "b"]),
        (
            "The first line of this paragraph was wrapped by its author at\nsixty characters, and the second one ends it.",
            [
                "The first line of this paragraph was wrapped by its author at\nsixty characters, and the second one ends it."
            ],
        ),
        (
            "A title that stands alone above its text here\nThe Text begins with a capital.",
            ["A title that stands alone above its text here", "The Text begins with a capital."],
        ),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [part.text for part in paragraphs(text)] == expected


LINES = st.sampled_from(
    [
        *(line for text, _ in PAGES.values() for line in text.split("\n")),
        "",
        "",
        "x" * 300,
        "| | |",
        "(((",
        "...",
        "04:11",
    ]
)


@given(st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join)))
@example("\ufeff\u2028x\x0cy")
@example("date 2024-06-20 ")
@settings(max_examples=300)
def test_blocks_are_in_order_apart_and_hold_all_that_is_not_blank(text: str) -> None:
    covered = 0
    for block in segment(text):
        assert covered <= block.start < block.end <= len(text)
        assert not text[covered : block.start].strip()
        covered = block.end
    assert not text[covered:].strip()


@pytest.mark.parametrize(
    "piece",
    [
        "a | ",
        "#a ",
        "- ",
        "((",
        "A ",
        "A. ",
        "x",
        "facebook ",
        "1",
        "12:34 ",
        "June 1",
        '"',
        ".'",
        "the last ",
        "\n",
        "a\n",
        "AB\n",
        "AP/",
        " via A",
        "in this ",
        "20-",
        "Aa. ",
    ],
)
@pytest.mark.parametrize("tail", ["", "!", "\x00", "|", "("])
def test_repetition_costs_no_more_than_length(piece: str, tail: str) -> None:
    # A regular expression that backtracks without bound would not come back from this.
    for size in (30, 260, 6_000):
        segment((piece * size)[:size] + tail)


@pytest.mark.parametrize("seed", SEEDS)
def test_site_furniture_of_the_reference_articles_carries_no_claim(shared: Path, seed: str) -> None:
    text, document = seed_and_gold(shared, seed)
    kind_at = kinds_by_character(text)
    for stretch in document["chrome"]:
        for at in range(stretch["start"], stretch["end"]):
            assert text[at].isspace() or kind_at[at] in {"chrome", "masthead", "caption"}, text[at : at + 40]


@pytest.mark.parametrize("seed", SEEDS)
def test_claims_of_the_reference_articles_stand_where_claims_are_looked_for(shared: Path, seed: str) -> None:
    text, document = seed_and_gold(shared, seed)
    kind_at = kinds_by_character(text)
    for claim in document["claims"]:
        spans = [claim["evidence"], *claim["extra_evidence"]]
        allowed = {"headline", "body", "caption"}
        for span in spans:
            assert set(kind_at[span["start"] : span["end"]]) <= allowed, span["exact"]
        for flag in ("headline", "caption"):
            if claim.get(flag):
                here = kind_at[claim["evidence"]["start"] : claim["evidence"]["end"]]
                assert set(here) == {flag}, claim["evidence"]["exact"]


def seed_and_gold(shared: Path, seed: str) -> tuple[str, dict]:  # type: ignore[type-arg]
    gold = json.loads((shared / "gold" / "seeds.json").read_text(encoding="utf-8"))
    document = next(entry for entry in gold["documents"] if entry["file"] == f"{seed}.txt")
    return (shared / "seeds" / f"{seed}.txt").read_bytes().decode(), document


def kinds_by_character(text: str) -> list[str]:
    out = ["blank"] * len(text)
    for block in segment(text):
        out[block.start : block.end] = [block.kind] * (block.end - block.start)
    return out
