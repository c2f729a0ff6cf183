"""Dates in news text: what is found, what is not, and what it resolves to."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.domain.dates import find_dates, resolve
from archive.domain.fold import fold, lower
from archive.domain.moment import PartialDate


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.kind) for mention in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "wording", "value"),
    [
        ("It opened on June 19, 2024, at noon.", "June 19, 2024", "2024-06-19"),
        ("It opened on 19 June 2024.", "19 June 2024", "2024-06-19"),
        ("It opened on 19 Feb 2024.", "19 Feb 2024", "2024-02-19"),
        ("It opened on Feb. 19, 2024.", "Feb. 19, 2024", "2024-02-19"),
        ("It opened Sept. 3, 2020.", "Sept. 3, 2020", "2020-09-03"),
        ("Saturday, November 23, 2024", "Saturday, November 23, 2024", "2024-11-23"),
        ("on Wed, 5 Jan 2022 at ten", "Wed, 5 Jan 2022", "2022-01-05"),
        ("the 19th of June 2024", "the 19th of June 2024", "2024-06-19"),
        ("June 19th, 2024", "June 19th, 2024", "2024-06-19"),
        ("June 19 2024", "June 19 2024", "2024-06-19"),
        ("JUNE 19, 2024", "JUNE 19, 2024", "2024-06-19"),
        ("19-Jun-2024", "19-Jun-2024", "2024-06-19"),
        ("seen on 2024-06-20 again", "2024-06-20", "2024-06-20"),
        ("at 2024-06-20T10:00:00Z sharp", "2024-06-20", "2024-06-20"),
        ("on 19/06/2024 and", "19/06/2024", "2024-06-19"),
        ("on 06/19/2024 and", "06/19/2024", "2024-06-19"),
        ("on 05/05/2024 and", "05/05/2024", "2024-05-05"),
        ("on 19.06.2024.", "19.06.2024", "2024-06-19"),
        ("signed February 2024 in", "February 2024", "2024-02"),
        ("signed in February, 2024", "February, 2024", "2024-02"),
        ("by May 2024 it", "May 2024", "2024-05"),
        ("the talks of June 18-19, 2024", "June 18-19, 2024", "2024-06"),
        ("from 18-19 June 2024", "18-19 June 2024", "2024-06"),
        ("from 18 \u2013 19 June 2024", "18 \u2013 19 June 2024", "2024-06"),
        ("it opened in 2018 with", "2018", "2018"),
        ("In 2018 police said", "2018", "2018"),
        ("ever since 2013.", "2013", "2013"),
        ("during the 2023 meeting", "2023", "2023"),
        ("their 2019 summit", "2019", "2019"),
        ("After 2023 summit talks", "2023", "2023"),
        ("in late 2022, he", "2022", "2022"),
        ("in mid-2022 he", "2022", "2022"),
        ("it collapsed in 1991.", "1991", "1991"),
        ("the summer of 2019 was", "2019", "2019"),
        ("It opened on June\u00a019,\u00a02024.", "June\u00a019,\u00a02024", "2024-06-19"),
        ("It opened on June\n19, 2024, at noon.", "June\n19, 2024", "2024-06-19"),
        ("February 29, 2024", "February 29, 2024", "2024-02-29"),
    ],
)
def test_a_date_with_its_year_means_the_same_whatever_the_anchor(text: str, wording: str, value: str) -> None:
    (mention,) = find_dates(text)
    assert (mention.text, text[mention.start : mention.end]) == (wording, wording)
    for anchor in (None, PartialDate("2030-01-01")):
        date = resolve(mention, anchor, anchor_basis="none")
        assert (date.value, date.basis, date.anchor) == (value, "explicit", None)


@pytest.mark.parametrize(
    "text",
    [
        "She may have left, and they may 3 times try.",
        "May not be used.",
        "Theresa May said so.",
        "It was praised by May, the prime minister.",
        "They march 3 miles. March on!",
        "April Jones and June Smith agreed.",
        "Mr. Smith, 71, gave Mr. Jones, 40, a book.",
        "under Resolution 2397 of the council",
        "A video of the meeting 04:11",
        "recover from the 1950-53 Korean War",
        "a fine of $2024 was paid",
        "a total of 2000 people came",
        "more than 2,024 homes",
        "in 2000 homes",
        "a 21-gun salute in 30 minutes",
        "rocket Alpha-1 and Soyuz-2",
        "from January's cold to August heat",
        "on 05/06/2024 it is unclear",
        "on February 30, 1500 men",
        "on 2024-13-45 and 99/99/2024",
        "Good Friday, Black Friday and the Sunday Times",
        "every Monday and on Sundays",
        "USA Today and the Today show",
        "version 2024.1.2 of it",
        "the A1990 road and 1990s music",
        "call 555-2023 or 2023-555",
        "June 20,000 votes",
        "the second of four",
        "the marches and the mayor",
    ],
)
def test_not_every_number_or_month_is_a_date(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reported on June 20.", [("June 20", "month_day")]),
        ("reported on 20 June.", [("20 June", "month_day")]),
        ("on Wednesday, June 19, they", [("Wednesday, June 19", "month_day")]),
        ("Wednesday; on Thursday", [("Wednesday", "weekday"), ("Thursday", "weekday")]),
        ("Monday's talks", [("Monday", "weekday")]),
        ("last Sunday", [("last Sunday", "weekday")]),
        ("In February this year, he", [("February this year", "month")]),
        ("in September last year, when", [("September last year", "month")]),
        ("last September during", [("last September", "month")]),
        ("In May, Mr. Smith", [("May", "month")]),
        ("ceremony in May.", [("May", "month")]),
        ("until March", [("March", "month")]),
        ("last month and this week", [("last month", "relative"), ("this week", "relative")]),
        ("two weeks ago", [("two weeks ago", "relative")]),
        ("He said 10 days ago that", [("10 days ago", "relative")]),
        ("a year ago", [("a year ago", "relative")]),
        ("a day earlier", [("a day earlier", "event")]),
        ("earlier in the day", [("earlier in the day", "event")]),
        ("later that day", [("later that day", "event")]),
        ("the following year", [("the following year", "event")]),
        ("recently", [("recently", "vague")]),
        ("in recent weeks", [("recent weeks", "vague")]),
        ("in the past year", [("the past year", "vague")]),
        ("a few days ago", [("a few days ago", "vague")]),
        ("more than two years ago", [("more than two years ago", "vague")]),
        (
            "Several months after that encounter, he",
            [("Several months after that encounter", "vague")],
        ),
        ("two days after the summit", [("two days after the summit", "vague")]),
        (
            "yesterday, today, tomorrow",
            [("yesterday", "relative"), ("today", "relative"), ("tomorrow", "relative")],
        ),
        ("Yesterday it rained. Today it does not.", [("Yesterday", "relative"), ("Today", "relative")]),
        ("the past tense and last resort", []),
        ("Between 2019 and 2021", [("2019", "year"), ("2021", "year")]),
        ("a 10-year deal and five years of work", []),
    ],
)
def test_the_words_are_found_with_their_kind(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "anchor", "value", "basis"),
    [
        # 2024-06-20 was a Thursday.
        ("on Thursday", "2024-06-20", "2024-06-20", "relative_weekday"),
        ("on Wednesday", "2024-06-20", "2024-06-19", "relative_weekday"),
        ("on Friday", "2024-06-20", "2024-06-14", "relative_weekday"),
        ("on Sunday", "2024-02-19", "2024-02-18", "relative_weekday"),
        ("last Thursday", "2024-06-20", "2024-06-13", "relative_weekday"),
        ("last Sunday", "2024-06-20", "2024-06-16", "relative_weekday"),
        ("next Monday", "2024-06-20", "2024-06-24", "relative_weekday"),
        ("on Thursday", "2024-06", None, "relative_weekday"),
        ("on Thursday", "2024", None, "relative_weekday"),
        ("on Thursday", "2024-06-20T23:00:00Z", "2024-06-20", "relative_weekday"),
        ("on Thursday", None, None, "relative_weekday"),
        ("on June 20", "2024-06-20", "2024-06-20", "explicit"),
        ("on June 21", "2024-06-20", "2024-06-21", "explicit"),  # the day after: another time zone
        ("on June 25", "2024-06-20", "2023-06-25", "explicit"),
        ("on February 29", "2025-06-20", "2024-02-29", "explicit"),
        ("on December 30", "2024-01-02", "2023-12-30", "explicit"),
        ("on June 19", "2024-06", "2024-06-19", "explicit"),
        ("on June 19", "2024", None, "explicit"),
        ("on June 18-19", "2024-06-20", "2024-06", "explicit"),
        ("on June 19 last year", "2024-06-20", "2023-06-19", "explicit"),
        ("in February", "2024-06-20", "2024-02", "relative_to_publication"),
        ("in June", "2024-06-20", "2024-06", "relative_to_publication"),
        ("in September", "2024-06-20", "2023-09", "relative_to_publication"),
        ("in September", "2024", None, "relative_to_publication"),
        ("last September", "2024-06-20", "2023-09", "relative_to_publication"),
        ("last September", "2024-09-20", "2023-09", "relative_to_publication"),
        ("last September", "2024-10-20", "2024-09", "relative_to_publication"),
        ("in February this year", "2024-06-20", "2024-02", "relative_to_publication"),
        ("in September last year", "2024-02-19", "2023-09", "relative_to_publication"),
        ("in September last year", "2024", "2023-09", "relative_to_publication"),
        ("last year", "2024-02-19", "2023", "relative_to_publication"),
        ("this year", "2024", "2024", "relative_to_publication"),
        ("last month", "2024-01-05", "2023-12", "relative_to_publication"),
        ("last month", "2024", None, "relative_to_publication"),
        ("two years ago", "2024-02-19", "2022", "relative_to_publication"),
        ("three months ago", "2024-02-19", "2023-11", "relative_to_publication"),
        ("10 days ago", "2024-06-20", "2024-06-10", "relative_to_publication"),
        ("two weeks ago", "2024-06-20", "2024-06", "relative_to_publication"),
        ("on Wednesday, June 19", "2024-06-20", "2024-06-19", "explicit"),
        ("on Wednesday 14 June", "2024-06-20", None, "explicit"),  # a Friday in 2024: another year is meant
        ("On June 19 police said", "2024-06-20", "2024-06-19", "explicit"),
        ("the day before yesterday", "2024-03-01", "2024-02-28", "relative_to_publication"),
        ("the day after tomorrow", "2024-02-28", "2024-03-01", "relative_to_publication"),
        ("last week", "2024-06-05", "2024", "relative_to_publication"),  # 27 May to 2 June
        ("last week", "2024-01-05", "2023-12", "relative_to_publication"),
        ("this week", "2024-01-01", "2024-01", "relative_to_publication"),
        ("this week", "2025-01-01", None, "relative_to_publication"),  # 30 December to 5 January
        ("yesterday", "2024-03-01", "2024-02-29", "relative_to_publication"),
        ("today", "2024-03-01", "2024-03-01", "relative_to_publication"),
        ("last night", "2024-03-01", "2024-02-29", "relative_to_publication"),
        ("recently", "2024-03-01", None, "relative_to_publication"),
        ("several months after that encounter", "2024-03-01", None, "relative_to_event"),
        ("earlier in the day", "2024-03-01", None, "relative_to_event"),
    ],
)
def test_resolution_against_the_day_of_publication(
    text: str, anchor: str | None, value: str | None, basis: str
) -> None:
    (mention,) = find_dates(text)
    date = resolve(mention, PartialDate(anchor) if anchor else None)
    assert (date.value, date.basis) == (value, basis)
    assert date.precision == (None if value is None else {4: "year", 7: "month", 10: "day"}[len(value)])
    assert date.anchor == (anchor if value else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # The anchor, 2024-06-19, is a Wednesday that the text mentions; the text is from then or a little later.
        ("on Wednesday", "2024-06-19"),
        ("on Tuesday", "2024-06-18"),
        ("on Sunday", "2024-06-16"),
        ("on Thursday", None),  # the 13th or the 20th
        ("on Friday", None),
        ("on Saturday", None),
        ("last Monday", None),
        ("today", None),
        ("yesterday", None),
        ("last week", None),
        ("on June 20", "2024-06-20"),
        ("in September", "2023-09"),
        ("last year", "2023"),
        ("on June 1, 2020", "2020-06-01"),
    ],
)
def test_a_date_from_the_text_is_a_weaker_anchor(text: str, value: str | None) -> None:
    (mention,) = find_dates(text)
    assert resolve(mention, PartialDate("2024-06-19"), anchor_basis="in-body").value == value


@pytest.mark.parametrize("text", ["on Wednesday", "in May", "last year", "on June 3", "yesterday"])
def test_the_time_we_looked_resolves_nothing(text: str) -> None:
    (mention,) = find_dates(text)
    date = resolve(mention, PartialDate("2024-06-19"), anchor_basis="captured")
    assert (date.value, date.precision, date.anchor) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Friday", "2024-06-21"),
        ("on Thursday", "2024-06-20"),
        ("in September", "2024-09"),
        ("in May", "2025-05"),
        ("on June 25", "2024-06-25"),
        ("on June 19", "2025-06-19"),
    ],
)
def test_what_is_still_to_come(text: str, value: str) -> None:
    (mention,) = find_dates(text)
    assert resolve(mention, PartialDate("2024-06-20"), direction="future").value == value


@pytest.mark.parametrize(
    ("text", "value", "anchor"),
    [
        (
            "On December 22, 2017 it met after the launch of November 28 of that year.",
            "2017-11-28",
            "2017-12-22",
        ),
        ("They met on June 19, 2024 and signed earlier in the day.", "2024-06-19", "2024-06-19"),
        ("He came on June 19, 2024 and left two days later.", "2024-06-21", "2024-06-19"),
        ("He came on June 19, 2024, and the next day he left.", "2024-06-20", "2024-06-19"),
        ("He came in 2019 and again the following year.", "2020", "2019"),
        ("It was founded in 2019 and closed in March of that year.", "2019-03", "2019"),
        ("He came in May 2019 and left the same month.", "2019-05", "2019-05"),
        ("He came recently and left the same day.", None, None),
    ],
)
def test_pointing_back_to_another_date(text: str, value: str | None, anchor: str | None) -> None:
    *_, mention = find_dates(text)
    date = resolve(mention, None)
    assert (date.value, date.basis, date.anchor) == (value, "relative_to_event", anchor)


def test_the_edges_of_the_calendar_have_no_value() -> None:
    for text, anchor in [
        ("two days ago", "0001-01-01"),
        ("next Monday", "9999-12-31"),
        ("2 years ago", "0001"),
    ]:
        (mention,) = find_dates(text)
        assert resolve(mention, PartialDate(anchor)).value is None


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "12 ",
        "June ",
        "June 1",
        "19 June ",
        "the ",
        "last ",
        "a few ",
        "\n",
        "2024-",
        "in 2024 ",
        "one day later ",
        "May of that year ",
    ],
)
@pytest.mark.parametrize("tail", ["", "x", " year", "!"])
def test_repetition_costs_no_more_than_length(piece: str, tail: str) -> None:
    # A regular expression that backtracks without bound would not come back from this.
    find_dates((piece * 6_000)[:6_000] + tail)


PIECES = st.sampled_from(
    "June|19|,|2024|the|of| |  |\n|that year|Wednesday|last|ago|two|days|in|May|-|/|12|recently|after|Mr. |\u00a0|İ|day|later".split(
        "|"
    )
)


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["2024-06-20", "2024-06", "2024"]))
def test_mentions_are_in_order_apart_and_no_finer_than_their_words(text: str, anchor: str) -> None:
    mentions = find_dates(text)
    for one, two in pairwise(mentions):
        assert one.end <= two.start
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        date = resolve(mention, PartialDate(anchor))
        if date.value is not None:
            PartialDate.parse(date.value)
        if mention.kind in {"month", "year", "vague"}:
            assert date.precision in {None, "month", "year"}


@given(st.text())
@example("\u0130stanbul")  # its lower case is one character longer
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(lower(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a\u00a0b\u2009c", "a b c"),
        ("\u201cIt\u2019s\u201d", '"It\'s"'),
        ("1950\u201353\u2014x", "1950-53-x"),
        ("İ…", "İ…"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_dates_of_the_reference_articles(shared: Path) -> None:
    """Every date that the reference claims state resolves to the value a reader gave it."""
    gold = json.loads((shared / "gold" / "seeds.json").read_text(encoding="utf-8"))
    seen = 0
    for document in gold["documents"]:
        text = (shared / "seeds" / document["file"]).read_bytes().decode()
        anchor = PartialDate(document["published"]["value"] or "2024-06-20")
        values = {mention.start: resolve(mention, anchor).value for mention in find_dates(text)}
        for claim in document["claims"]:
            for date in (claim["event_date"], claim["report_date"]):
                wording = date["text"] if date else None
                if not wording or date["basis"] == "context" or " ... " in wording:
                    continue
                places = [hit.start() for hit in re.finditer(re.escape(wording), text)]
                inside = [values[at] for at in values if any(p <= at < p + len(wording) for p in places)]
                assert date["value"] in inside, (document["file"], wording, inside)
                seen += 1
    assert seen > 25
