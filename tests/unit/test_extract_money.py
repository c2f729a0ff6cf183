"""Amounts of money: exact values in whole units, ISO 4217 codes, ranges, conversions, and what is no amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.blocks import segment
from archive.domain.text import sentences
from archive.extractors.views import views
from tests.unit.number_reading import mentions_in, numbers_in, tokens_of

AMOUNTS: list[tuple[str, str]] = [
    ("It paid $1.2 billion.", "1200000000 USD"),
    ("It paid $40.", "40 USD"),
    ("It paid US$40m.", "40000000 USD"),
    ("It paid U.S. $40 million.", "40000000 USD"),
    ("It paid A$3 million.", "3000000 AUD"),
    ("It paid AU$3 million.", "3000000 AUD"),
    ("It paid C$3 million.", "3000000 CAD"),
    ("It paid HK$3 million.", "3000000 HKD"),
    ("It paid NZ$3 million.", "3000000 NZD"),
    ("It paid S$3 million.", "3000000 SGD"),
    ("It paid NT$3 million.", "3000000 TWD"),
    ("It paid R$3 million.", "3000000 BRL"),
    ("It paid \u20ac2.4bn.", "2400000000 EUR"),
    ("It paid 2.4 billion euros.", "2400000000 EUR"),
    ("It paid \u00a3500,000.", "500000 GBP"),
    ("It paid 50 million pounds.", "50000000 GBP"),
    ("It paid 50 million pounds of public money.", "50000000 GBP"),
    ("It paid 500 pounds sterling.", "500 GBP"),
    ("It paid 5,000 pounds sterling.", "5000 GBP"),
    ("It paid Rs 500 crore.", "5000000000 INR"),
    ("It paid Rs. 500 crore.", "5000000000 INR"),
    ("It paid Rs500 crore.", "5000000000 INR"),
    ("It paid \u20b9500 crore.", "5000000000 INR"),
    ("It paid \u20b92 lakh crore.", "2000000000000 INR"),
    ("It paid 500 million rupees.", "500000000 INR"),
    ("It paid 500 million Pakistani rupees.", "500000000 PKR"),
    ("It paid \u00a53 trillion.", "3000000000000 JPY"),
    ("It paid 3 trillion yen.", "3000000000000 JPY"),
    ("It paid SFr 10m.", "10000000 CHF"),
    ("It paid SFr10m.", "10000000 CHF"),
    ("It paid CHF 3 million.", "3000000 CHF"),
    ("It paid EUR 3 million.", "3000000 EUR"),
    ("It paid EUR3m.", "3000000 EUR"),
    ("It paid 3 million EUR.", "3000000 EUR"),
    ("It paid 10 million Swiss francs.", "10000000 CHF"),
    ("It paid 1.2 billion dirhams.", "1200000000 AED"),
    ("It paid 5 million Hong Kong dollars.", "5000000 HKD"),
    ("It paid 5 million Australian dollars.", "5000000 AUD"),
    ("It paid 5 million dollars.", "5000000 USD"),
    ("It paid five million dollars.", "5000000 USD"),
    ("It paid a million dollars.", "1000000 USD"),
    ("It paid half a million dollars.", "500000 USD"),
    ("It paid 90 billion won.", "90000000000 KRW"),
    ("It paid 700 million roubles.", "700000000 RUB"),
    ("It paid 700 million Norwegian kroner.", "700000000 NOK"),
    ("It paid R500 million.", "500000000 ZAR"),
    ("It paid N2.5bn.", "2500000000 NGN"),
    ("It paid 9 million pesos.", "(9000000)"),
    ("It paid 9 million Mexican pesos.", "9000000 MXN"),
    ("It paid $40 m.", "40000000 USD"),
    ("It paid $1.2B.", "1200000000 USD"),
    ("It paid $1.5T.", "1500000000000 USD"),
    ("It paid a $2.4 billion fine.", "2400000000 USD"),
    ("It paid a $2.4bn fine.", "2400000000 USD"),
    ("It paid a 2.4-billion-euro fine.", "2400000000 EUR"),
    ("It paid a two-million-dollar fine.", "2000000 USD"),
    ("It paid a $61-billion bill.", "61000000000 USD"),
    ("It paid $2.4bn-plus.", ">=2400000000 USD"),
    ("It has a $250-million-a-year contract.", "250000000 USD"),
    ("It sells $30-a-barrel oil.", "30 USD"),
    ("It has a $2 trillion-dollar plan.", "2000000000000 USD"),
    ("It paid Sh2.5bn.", "(2500000000)"),
    ("It paid Dh5 million.", "5000000 AED"),
    ("It paid KSh 20m.", "20000000 KES"),
    ("It paid \u20ac1,5 million.", "1500000 EUR"),
    ("It paid a multi-billion-dollar fine.", ""),
    ("It asked the million-dollar question.", ""),
    ("It paid more than $2 billion.", ">=2000000000 USD"),
    ("It paid as much as $2 billion.", "<=2000000000 USD"),
    ("It paid nearly $2 billion.", "~2000000000 USD"),
    ("It paid some 50 million euros.", "~50000000 EUR"),
    ("It paid another $2 million.", "+2000000 USD"),
    ("It paid tens of millions of dollars.", ">=20000000 USD"),
    ("It paid several million euros.", ">=2000000 EUR"),
    ("It paid between $3 billion and $5 billion.", "3000000000..5000000000 USD"),
    ("It paid between $3 and $5 billion.", "3000000000..5000000000 USD"),
    ("It paid $3-5 billion.", "3000000000..5000000000 USD"),
    ("It paid $3-$5 billion.", "3000000000..5000000000 USD"),
    ("It paid $3bn to $5bn.", "3000000000..5000000000 USD"),
    ("It paid 3 to 5 billion euros.", "3000000000..5000000000 EUR"),
    ("It paid \u00a32m-\u00a33m.", "2000000..3000000 GBP"),
    ("It paid $500,000 or $600,000.", "500000..600000 USD"),
    ("The cost rose from $3bn to $5bn.", "3000000000 USD 5000000000 USD"),
    ("The cost rose from 3 to 5 billion euros.", "3000000000 EUR 5000000000 EUR"),
    ("The cost fell from $5 to $3 billion.", "5000000000 USD 3000000000 USD"),
    ("It paid \u20ac2.4bn ($2.6bn).", "2400000000 EUR 2600000000 USD again"),
    ("It paid $40m (\u00a331m; \u20ac36m).", "40000000 USD 31000000 GBP again 36000000 EUR again"),
    ("It paid \u20ac2.4bn, or about $2.6 billion, in cash.", "2400000000 EUR ~2600000000 USD again"),
    ("It paid a \u20ac2.4bn fine (about $2.6bn).", "2400000000 EUR ~2600000000 USD again"),
    ("It paid \u20ac2.4bn [$2.6bn] in cash.", "2400000000 EUR 2600000000 USD again"),
    ("It paid 9 million rupees, equivalent to $100,000.", "9000000 INR 100000 USD again"),
    ("It paid \u20ac2bn-\u20ac3bn ($2.2bn-$3.3bn).", "2000000000..3000000000 EUR 2200000000..3300000000 USD again"),
    ("It paid $40m ($35m last year).", "40000000 USD 35000000 USD"),
    ("It paid $40m and \u20ac30m.", "40000000 USD 30000000 EUR"),
    ("It paid \u20ac40m to the town and $30m to the port.", "40000000 EUR 30000000 USD"),
    ("A ticket costs $2.50.", "(2)"),
    ("A ticket costs $2.00.", "2 USD"),
    ("A ticket costs 50 cents.", "(50)"),
    ("The sack weighs 50 pounds.", "(50)"),
    ("They seized 5,000 pounds of flour.", "(5000)"),
    ("She has won 3 medals.", "3"),
    ("Seoul won 3-1.", "(3)"),
    ("The N95 mask and the R2 unit were sold.", ""),
    ("They told us 12 things.", "12"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[text for text, _ in AMOUNTS])
def test_amounts(text: str, expected: str) -> None:
    assert " ".join(numbers_in(text)) == expected


def test_a_conversion_between_commas_is_an_aside() -> None:
    tokens = tokens_of("The Board paid \u20ac2.4bn, or about $2.6 billion, to settle.")
    readings = [" ".join(tokens[at].word for at in view) for view in views(tokens)]
    assert readings[-1] == "the board paid \u20ac 2.4bn to settle ."


def test_rupees_with_a_point_end_no_sentence() -> None:
    text = "It paid Rs. 500 crore to them. It left."
    assert [text[one.start : one.end] for one in sentences(text, segment(text))] == [
        "It paid Rs. 500 crore to them.",
        "It left.",
    ]


_SCALES = {"": 1, "k": 1000, "m": 10**6, "bn": 10**9, " million": 10**6, " billion": 10**9, " crore": 10**7}


@given(
    st.integers(1, 99_999),
    st.integers(0, 3),
    st.sampled_from(sorted(_SCALES)),
    st.sampled_from([("$", "USD"), ("\u20ac", "EUR"), ("HK$", "HKD"), ("Rs ", "INR"), ("CHF ", "CHF")]),
)
def test_an_amount_reads_back_exactly(digits: int, places: int, scale: str, sign: tuple[str, str]) -> None:
    written = Decimal(digits).scaleb(-places)
    exact = written * _SCALES[scale]
    (read,) = mentions_in(f"They paid {sign[0]}{written:f}{scale} to the town.")
    if exact == exact.to_integral_value():
        assert (read.value, read.currency) == (int(exact), sign[1])
    else:
        assert (read.measure, read.currency) == (True, None)
