"""Numbers as newspapers write them: their value, their relation to the truth, and what is no count."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.extractors.rules import RulesExtractor
from tests.unit.extraction import casualty_story, reading
from tests.unit.number_reading import mentions_in, numbers_in, tokens_of

ROWS: dict[str, list[tuple[str, str]]] = {
    "digits and scales": [
        ("Guards counted 80 people.", "80"),
        ("Guards counted 11,300 people.", "11300"),
        ("Guards counted 1,234,567 people.", "1234567"),
        ("About 1.2 million people fled.", "~1200000"),
        ("Some 1.2m people fled.", "~1200000"),
        ("The leak touched 3k accounts.", "3000"),
        ("The leak touched 2.5 bn records.", "2500000000"),
        ("The leak touched 2.4bn records.", "2400000000"),
        ("The leak touched 1.5 trillion rows.", "1500000000000"),
        ("The leak touched 1.25 million accounts.", "1250000"),
        ("The leak touched 2\u00bd million accounts.", "2500000"),
        ("Two and a half million people voted.", "2500000"),
        ("A million and a half people voted.", "1500000"),
        ("Officials moved 5 lakh people.", "500000"),
        ("Officials moved 1.5 lakh people.", "150000"),
        ("Officials moved 2 crore people.", "20000000"),
        ("Officials moved 5 lakh 20 thousand people.", "520000"),
        ("Officials moved 1,20,000 people.", "120000"),
        ("Guards counted 11'300 people.", "11300"),
        ("Guards counted 11 300 people.", "11300"),
        ("Guards counted 1 234 567 people.", "1234567"),
        ("Guards counted 11\u202f300 people.", "11300"),
        ("Guards counted 11\u00a0300.", "11300"),
        ("Guards counted 11\u2009300 injured.", "11300"),
        ("In 2018,12 people died.", "(2018) 12"),
        ("More than 2-1/2 million people voted.", ">=2500000"),
        ("Some 2 1/2 million people voted.", "~2500000"),
        ("Some 1,5 million people voted.", "~1500000"),
        ("They sent 200 thousand boxes.", "200000"),
    ],
    "no joining of two numbers": [
        ("On Route 66 300 people waited.", "(66) 300"),
        ("On Flight 370 239 people died.", "(370) 239"),
        ("Of the 12 300 were found.", "12 300"),
        ("Among those aged 12 300 people fell ill.", "(12) 300"),
        ("In 2024 300 people came.", "300"),
    ],
    "words": [
        ("Fourteen people died.", "14"),
        ("Twenty three people died.", "23"),
        ("Twenty-three people died.", "23"),
        ("One hundred and twenty-three people died.", "123"),
        ("A hundred and one people died.", "101"),
        ("A hundred people died.", "100"),
        ("Eleven hundred people died.", "1100"),
        ("Two thousand five hundred people died.", "2500"),
        ("Two thousand and five people died.", "2005"),
        ("Three hundred thousand people fled.", "300000"),
        ("One million two hundred thousand and five people fled.", "1200005"),
        ("Two hundred died and three hundred were hurt.", "200 300"),
        ("A hundred and one is missing.", "100 1"),
        ("A dozen people died.", "12"),
        ("Two dozen people died.", "24"),
        ("Half a dozen people died.", "6"),
        ("A half dozen people died.", "6"),
        ("Some half-dozen people died.", "~6"),
        ("Half a million people fled.", "500000"),
        ("Nearly half-a-million people fled.", "~500000"),
        ("A quarter of a million people fled.", "250000"),
        ("Three quarters of a million people fled.", "750000"),
        ("Three-quarters of a million people fled.", "750000"),
        ("A pair of guards waited.", "2"),
        ("A couple of guards waited.", "~2"),
        ("A couple of hundred guards waited.", "~200"),
        ("A couple hundred guards waited.", "~200"),
        ("The couple met the Board.", ""),
        ("A pair of trousers was found.", ""),
        ("A handful of guards waited.", ""),
        ("The second one was won.", ""),
        ("This one is not new.", ""),
        ("A two-dozen crowd came.", "24"),
        ("He spoke one-on-one with them.", ""),
    ],
    "vague words": [
        ("Dozens were hurt.", ">=24"),
        ("Dozens of people were hurt.", ">=24"),
        ("Dozens more were hurt.", "+>=24"),
        ("Scores of people were hurt.", ">=40"),
        ("Scores were hurt and scores more are missing.", ">=40 +>=40"),
        ("They came in their thousands.", ""),
        ("Test scores fell.", ""),
        ("Their scores of last year fell.", ""),
        ("Hundreds of people were hurt.", ">=200"),
        ("Thousands fled.", ">=2000"),
        ("Tens of thousands fled.", ">=20000"),
        ("Tens of thousands of people fled.", ">=20000"),
        ("Hundreds of thousands of people fled.", ">=200000"),
        ("Tens of millions of people fled.", ">=20000000"),
        ("Millions fled.", ">=2000000"),
        ("Lakhs of people fled.", ">=200000"),
        ("Several hundred people fled.", ">=200"),
        ("Several people fled.", ""),
        ("A few thousand people fled.", ">=2000"),
        ("A few people fled.", ""),
        ("Hundreds, if not thousands, of people fled.", ">=200"),
        ("Dozens or even hundreds of people fled.", ">=24"),
        ("Dozens of kilometres of track were lost.", "(>=24)"),
        ("More than several hundred people fled.", ">=200"),
    ],
    "relations before": [
        ("At least 80 people died.", ">=80"),
        ("More than 80 people died.", ">=80"),
        ("Well over 80 people died.", ">=80"),
        ("Just over 80 people died.", ">=80"),
        ("North of 80 people died.", ">=80"),
        ("Upwards of 80 people died.", ">=80"),
        ("No fewer than 80 people died.", ">=80"),
        ("In excess of 80 people died.", ">=80"),
        ("Nearly 80 people died.", "~80"),
        ("Close to 80 people died.", "~80"),
        ("Roughly 80 people died.", "~80"),
        ("Some 80 people died.", "~80"),
        ("Just shy of 80 people died.", "~80"),
        ("An estimated 80 people died.", "~80"),
        ("Around two hundred people died.", "~200"),
        ("Just under 80 people died.", "<=80"),
        ("Up to 80 people died.", "<=80"),
        ("As many as 80 people died.", "<=80"),
        ("At most 80 people died.", "<=80"),
        ("Fewer than 80 people died.", "<=80"),
        ("No more than 80 people died.", "<=80"),
        ("This brought the number up to 97.", "97"),
        ("Toll up to 97", "97"),
        ("There was concern over 12 deaths.", "12"),
        ("They talked about 12 deaths.", "12"),
        ("More than a dozen people died.", ">=12"),
        ("More than two and a half million people fled.", ">=2500000"),
        ("Over half a million people fled.", ">=500000"),
    ],
    "relations behind": [
        ("Guards saw 80 or so people.", "~80"),
        ("Guards saw 80 or more people.", ">=80"),
        ("Guards saw 80 people or more.", "80"),
        ("Guards saw 80 or fewer people.", "<=80"),
        ("Guards saw 2,000-plus people.", ">=2000"),
        ("Guards saw 2,000+ people.", ">=2000"),
        ("Guards saw 300-odd people.", "~300"),
        ("Guards saw a dozen or so people.", "~12"),
        ("A 10,000-strong crowd came.", "10000"),
    ],
    "ranges": [
        ("Between 11,000 and 12,000 people fled.", "11000..12000"),
        ("Between 11 and 12,000 people fled.", "11000..12000"),
        ("Some 11 to 12,000 people fled.", "11000..12000"),
        ("About 11-12,000 people fled.", "11000..12000"),
        ("About 11,000-12,000 people fled.", "11000..12000"),
        ("About 11,000\u201312,000 people fled.", "11000..12000"),
        ("Between 500 and 1,000 people fled.", "500..1000"),
        ("Guards saw 80 or 90 people.", "80..90"),
        ("Guards saw two or three people.", "2..3"),
        ("Guards saw two or three hundred people.", "200..300"),
        ("Guards saw one to two thousand people.", "1000..2000"),
        ("Guards saw one to two hundred thousand people.", "100000..200000"),
        ("Between two and three million people fled.", "2000000..3000000"),
        ("Between 1.2 and 1.5 million people fled.", "1200000..1500000"),
        ("Between 80 and 100 people fled.", "80..100"),
        ("The plan calls for 80 to 100 people.", "80..100"),
        ("An estimated 80 to 100 people died.", "80..100"),
        ("Between an estimated 80 and 100 people died.", "80..100"),
        ("Between 11,000 and as many as 20,000 people fled.", "11000..20000"),
        ("Estimates range from 200 to 300 dead.", "200..300"),
        ("Anywhere from 200 to 300 died.", "200..300"),
        ("Somewhere between 200 and 300 died.", "200..300"),
        ("The toll rose from 80 to 97.", "80 97"),
        ("The toll was raised 80 to 97.", "80 97"),
        ("Guards saw 12 and 14 of them.", "12 14"),
        ("The number rose from 1.2 to 1.5 million.", "1200000 1500000"),
        ("The number fell from 1.5 to 1.2 million.", "1500000 1200000"),
        ("The share rose from 3 to 5 per cent.", "(3) (5)"),
        ("They won 2-1.", "(2)"),
        ("It passed 51-49.", "(51)"),
        ("Some 3-5m people fled.", "3000000..5000000"),
        ("Some 1.5 million-2 million people fled.", "1500000..2000000"),
        ("It could be as high as 300.", "<=300"),
        ("Some 3m to 5m people fled.", "3000000..5000000"),
    ],
    "on top": [
        ("Another 12 people died.", "+12"),
        ("A further 12 people died.", "+12"),
        ("An additional 12 people died.", "+12"),
        ("At least another 12 people died.", "+>=12"),
        ("Another estimated 12 people died.", "+~12"),
        ("Police said 12 more people died.", "+12"),
        ("Police said 12 additional people died.", "+12"),
        ("Another two dozen people died.", "+24"),
        ("Police said 12 more than before.", "12"),
    ],
    "no counts": [
        ("Prices rose 12 per cent.", "(12)"),
        ("Prices rose 12 percent.", "(12)"),
        ("Prices rose 12%.", "(12)"),
        ("Prices rose 12.5%.", "(12)"),
        ("Prices rose between 12 and 15 percent.", "(12..15)"),
        ("A boy aged 12 died.", "(12)"),
        ("Boys aged 12, 14 and 16 died.", "(12) (14) (16)"),
        ("Children aged 12 to 16 came.", "(12..16)"),
        ("A 12-year-old died.", ""),
        ("A man of 71 died.", "(71)"),
        ("Cole Harding, 41, was hurt.", "(41)"),
        ("Cole Harding (41) was hurt.", "(41)"),
        ("He is 41 years old.", "(41)"),
        ("It began at 10:30.", "(10) (30)"),
        ("It began at 6pm.", ""),
        ("It began at 6 p.m.", "(6)"),
        ("It lies 12 km from here.", "(12)"),
        ("It lies 12km from here.", ""),
        ("It lies 24 nautical miles from here.", "(24)"),
        ("It took three long years.", "(3)"),
        ("Waves 3m high struck.", "(3000000)"),
        ("She ran a 10k race.", "(10000)"),
        ("A 7.8-magnitude quake struck.", ""),
        ("A magnitude 6 quake struck.", "(6)"),
        ("A quake of magnitude 6.4 struck.", "(6)"),
        ("A Corvo 737 was lost.", "(737)"),
        ("Flight 370 vanished.", "(370)"),
        ("Route 66 is closed.", "(66)"),
        ("It is No. 5 on the list.", "(5)"),
        ("Under Article 12 it may.", "(12)"),
        ("In 2017 people died there.", ""),
        ("The suspect, 24, and a brother, 19, were held.", "(24) (19)"),
        ("Lind was 41 when it began.", "(41)"),
        ("She was 80.", "(80)"),
        ("It took one and a half hours.", "(1)"),
        ("Prices rose 3 1/2 percent.", "(3)"),
        ("A group of five to seven-year-olds came.", "(5)"),
        ("It ended on day two.", "(2)"),
        ("The top 10 firms came.", "(10)"),
        ("It is a 5-million-mile journey.", "(5000000)"),
        ("One in five people is poor.", "(1) (5)"),
        ("Nine out of ten people agree.", "(9) (10)"),
        ("Two thirds of people agree.", "(2)"),
        ("The 24/7 line is open.", "(24) (7)"),
        ("In 1994 3 ships sank.", "3"),
        ("It scored 7.5 here.", "(7)"),
        ("Some 50 pounds of flour burned.", "(~50)"),
        ("She has won 12 times.", "(12)"),
        ("The F-16 and the B52 flew.", ""),
        ("On 12 March 30 people died.", "30"),
        ("In Velden 12 people died.", "12"),
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"), [row for rows in ROWS.values() for row in rows], ids=lambda value: value[:50]
)
def test_numbers(text: str, expected: str) -> None:
    assert " ".join(numbers_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Guards counted 11.300 people.", "en-DE", "11300"),
        ("Guards counted 1.234.567 people.", "de", "1234567"),
        ("Guards counted 2,4 million people.", "en-TR", "2400000"),
        ("Guards counted 1.200,50 points.", "en-ES", "(1200)"),
        ("Guards counted 1,200 people.", "en-DE", "1200"),
        ("Guards counted 11.300 people.", "en-GB", "(11)"),
        ("Guards counted 11.300 people.", "en", "(11)"),
        ("Guards counted 11.300 people.", None, "(11)"),
        ("Guards counted 11.300 people.", "de-CH", "(11)"),
    ],
)
def test_points_group_where_the_language_tag_says_so(text: str, language: str | None, expected: str) -> None:
    assert " ".join(numbers_in(text, language)) == expected


def test_a_result_keeps_both_its_numbers() -> None:
    (read,) = mentions_in("It passed 62-38 on a late vote.")
    assert (read.value, read.against, read.measure) == (62, 38, True)


def test_the_language_tag_of_an_article_reaches_its_numbers() -> None:
    article = reading("The fire killed 1.200 people.")
    values = [
        claim.fields["value"]
        for tag in ("en-DE", "en")
        for claim in RulesExtractor().extract(casualty_story(), replace(article, language=tag)).claims
    ]
    assert values == [1200]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Police said at least another 12 died.", "at least another 12"),
        ("Guards saw 80 or so people.", "80 or so"),
        ("It paid between $3 billion and $5 billion to them.", "between $3 billion and $5 billion"),
        ("It paid some 50 million pounds to them.", "some 50 million pounds"),
        ("Guards saw 2,000-plus people.", "2,000-plus"),
        ("Hundreds, if not thousands, of people fled.", "Hundreds, if not thousands, of"),
    ],
)
def test_a_number_covers_all_its_words(text: str, covered: str) -> None:
    assert [text[one.start : one.end] for one in tokens_of(text) if one.number] == [covered]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the thirteenth time", 13),
        ("the twentieth time", 20),
        ("the twenty-first time", 21),
        ("the 21st time", 21),
        ("the 3rd time", 3),
        ("the 1,000th time", 1000),
    ],
)
def test_ordinals(text: str, expected: int) -> None:
    assert [one.value for one in tokens_of(text) if one.kind == "ordinal"] == [expected]


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int, *, british: bool) -> str:
    """`number` in words, below a thousand million."""
    for scale, name in ((10**6, "million"), (1000, "thousand")):
        if number >= scale:
            head, rest = f"{spelled(number // scale, british=british)} {name}", number % scale
            joint = " and " if british and rest < 100 else " "
            return head + (joint + spelled(rest, british=british) if rest else "")
    if number >= 100:
        head, rest = f"{_ONES[number // 100]} hundred", number % 100
        return head + ((" and " if british else " ") + spelled(rest, british=british) if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    return _ONES[number]


@given(st.integers(0, 10**7), st.booleans())
@example(101, True)
@example(200, True)
@example(1_000_001, True)
def test_a_number_in_words_reads_back(number: int, british: bool) -> None:
    (read,) = mentions_in(f"There were {spelled(number, british=british)} cases there.")
    assert (read.value, read.relation, read.high, read.measure) == (number, "eq", None, False)


@given(st.integers(0, 10**14), st.sampled_from([",", "'", "\u202f", "\u00a0", " "]))
def test_grouped_digits_read_back(number: int, separator: str) -> None:
    (read,) = mentions_in(f"They found {f'{number:,}'.replace(',', separator)} cases there.")
    assert (read.value, read.measure) == (number, False)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_range_keeps_both_ends(low: int, more: int) -> None:
    (read,) = mentions_in(f"Between {low:,} and {low + more:,} cases were found.")
    assert read.high == low + more
    assert read.value in (low, 1000 * low)
    assert read.value < read.high


@given(st.lists(st.sampled_from(
    "12 1.2m $ \u20ac 3-5 11'300 999 million and or to a half dozen between of dozens couple hundred more than bn , ( ) -"
    " Rs US$40m 2\u00bd 1,2,3 99999999999999999999 9000000 trillion crore lakh euros one from twenty-one 300".split()
), max_size=40))  # fmt: skip
def test_any_row_of_number_words_is_read_within_bounds(parts: list[str]) -> None:
    text = " ".join(parts)
    tokens = tokens_of(text)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    for number in (token.number for token in tokens if token.number is not None):
        assert 0 <= number.value <= 2**53 - 1
        assert number.high is None or number.value < number.high <= 2**53 - 1
        assert number.measure or number.currency is None
