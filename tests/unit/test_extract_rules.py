"""The rules extractor as a whole: what holds for any text, and for any process that reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.article import Block
from archive.domain.story import Story
from archive.extractors.rules import RulesExtractor
from tests.unit.extraction import ROOT, casualty_story, claims, extract, gift_story, reading

WORDS = (
    "Berg Reyes Okoro Finch Norpress Xavier Montoya gave received given presented a an the second third two pair of vase"
    " Velox bicycle horse horses to by from with and , . \u201c \u201d ( ) \u2014 said reported that not reportedly"
    " Tuesday in May 2019 she him it one their 's another , 71 , at least killed people dead toll rose 12"
).split(" ")


@cache
def story() -> Story:
    return gift_story()


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from([" ", "\u00a0", "\n", "  "]))
@settings(max_examples=150, deadline=None)
def test_every_claim_quotes_the_text_and_stays_within_its_fields(words: list[str], space: str) -> None:
    text = space.join(words)
    for told in (story(), casualty_story()):
        found = extract(told, text)
        for claim in found.claims:
            quote = claim.evidence
            assert text[quote.start : quote.end] == quote.exact != ""
            assert text[: quote.start].endswith(quote.prefix)
            assert text[quote.end :].startswith(quote.suffix)
            fields = told.facts[claim.type].fields
            assert {name.removesuffix("_text") for name in claim.fields} <= set(fields)
            assert set(claim.key) == set(told.facts[claim.type].key)
            parties = [claim.fields.get(name) for name in ("giver", "recipient") if claim.fields.get(name)]
            assert len(parties) == len(set(parties))
        assert len({claim.claim_id for claim in found.claims}) == len(found.claims)
        for seen in found.sightings:
            assert text[seen.start : seen.end] == seen.text
        assert found == extract(told, text)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    extract(story(), text)
    extract(casualty_story(), text)


def test_the_same_in_every_process() -> None:
    """Hash seeds change the order of sets; nothing that is told may follow it."""
    script = (
        "from tests.unit.extraction import *\n"
        "from archive.domain.canonical import sha256_hex\n"
        "text = (ROOT / 'examples/putin-kim-gifts/articles/2024-06-19-meridian-wire.txt').read_text()\n"
        "story = parse_story('s', REFERENCE.read_text(), {'gifts': GIFTS.read_text()})\n"
        "print(sha256_hex(repr(extract(story, text)).encode()))"
    )
    digests = set()
    for seed in ("0", "1", "77"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        run = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        digests.add(run.stdout)
    assert len(digests) == 1


RULES = RulesExtractor()


def test_a_story_is_read_only_where_its_words_are() -> None:
    told = replace(story(), must_mention=("Berg", "Reyes"))
    assert RULES.concerns(told, "Berg met Reyes.")
    assert not RULES.concerns(told, "Berg met nobody.")
    assert RULES.extract(told, reading("Berg gave a vase to Okoro.")).claims == ()


def test_furniture_of_the_page_carries_no_claim() -> None:
    text = "Berg gave Reyes a vase."
    for kind, found in (("chrome", 0), ("masthead", 0), ("byline", 0), ("caption", 1), ("headline", 1)):
        whole = replace(reading(text), blocks=(Block(kind, 0, len(text)),))  # type: ignore[arg-type]
        assert len(RULES.extract(story(), whole).claims) == found, kind


def test_names_with_hard_spaces_are_names() -> None:
    (claim,) = claims(story(), "Anna\u00a0Berg gave Tomas\u00a0Reyes a\u00a0vase.")
    assert (claim.fields["giver"], claim.fields["recipient"]) == ("berg", "reyes")
    assert claim.fields["giver_text"] == "Anna Berg"


def test_the_wording_is_kept() -> None:
    (claim,) = claims(
        story(), "On Monday the premier Anna Berg gave Tomas Reyes a pair of fine white horses."
    )
    assert claim.fields == {
        "giver": "berg",
        "giver_text": "the premier Anna Berg",
        "recipient": "reyes",
        "recipient_text": "Tomas Reyes",
        "item": "horse",
        "item_text": "a pair of fine white horses",
        "quantity": 2,
        "quantity_text": "a pair of",
        "variant": "fine white horses",
    }
    assert claim.key == {"giver": "berg", "recipient": "reyes", "item": "horse"}


def test_an_ordinal_is_a_lower_bound_and_cumulative_wording_is_exact() -> None:
    given = claims(
        story(), "Berg gave Reyes a second Velox. It is the second time Berg has given Reyes a Velox."
    )
    counts = [(claim.relation, claim.fields["value"]) for claim in given if claim.type == "gift_count"]
    assert counts == [("ge", 2), ("eq", 2)]


def test_not_the_third_denies_three() -> None:
    text = "Finch spoke of Reyes. \u201cWe gave a Velox,\u201d Finch said. \u201cThis is the second one, not the third,\u201d she added."
    told = [
        (claim.fields["value"], claim.polarity)
        for claim in claims(story(), text)
        if claim.type == "gift_count"
    ]
    assert told == [(2, "affirmed"), (3, "denied")]


def test_what_no_frame_explains_is_sighted() -> None:
    found = extract(story(), "Rumours put three Velox bicycles among the presents in Reyes's shed.")
    assert found.claims == ()
    (seen,) = found.sightings
    assert (seen.kind, seen.text) == ("item", "three Velox bicycles")
    assert seen.sentence.startswith("Rumours put")


def test_the_number_of_another_year_is_no_former_figure_of_this_one() -> None:
    found = extract(casualty_story(), "In 1969, 150 people were killed in floods there.")
    assert [(one.fields["value"], one.role) for one in found.claims] == [(150, "historic")]
