"""The search for copies: the same clusters in any order, in batches of any size, at a cost that does not grow."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from archive.domain.article import Block, Sourced, SourcedDate, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.copies import COMMON, Print, overlap, print_of
from archive.domain.event import ArticleParsed, NewEvent, article_stream
from archive.ports import Unit
from archive.store import copies_search
from archive.store.read_schema import copies, shingles
from tests.contract.histories import JANUARY, Archive, fresh


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


def window(first: int, last: int) -> str:
    return " ".join(f"word{number}" for number in range(first, last))


def cloud(number: int, words: int = 150, edits: int = 6) -> list[str]:
    """One text over and over, each time with other words in a few places."""
    chance = random.Random(number)
    found = []
    for each in range(number):
        told = window(0, words).split()
        for _ in range(edits):
            told[chance.randrange(words)] = f"edit{each}"
        found.append(" ".join(told))
    return found


def reading(address: str, text: str) -> NewEvent:
    """One look at an address, with nothing known but the words."""
    blob = sha256_hex(text.encode())
    parsed = ArticleParsed(
        address=address,
        version_id=version_id(address, JANUARY, blob),
        captured=JANUARY,
        text=blob,
        length=len(text),
        blocks=(Block("body", 0, len(text)),),
        title=Sourced(),
        source=Sourced(),
        url=Sourced(),
        language=Sourced(),
        published=SourcedDate(),
        modified=SourcedDate(),
        in_body=SourcedDate(),
        reader="text",
        reader_version="1",
    )
    return NewEvent(article_stream(address), parsed)


def fill(archive: Archive, texts: Sequence[tuple[str, str]]) -> None:
    archive.blobs.put([text.encode() for _, text in texts])
    archive.log.append([Unit(events=[reading(address, text)]) for address, text in texts])
    archive.projection.catch_up()


def found(archive: Archive) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The copies of each article, and those that it shares passages with."""
    return {row.version.address: (row.copies, row.shares) for row in archive.models.articles()}


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    archive = Archive(fresh(folder))
    yield archive
    archive.close()


windows = st.lists(
    st.tuples(st.integers(0, 12), st.integers(3, 14)).map(lambda at: window(5 * at[0], 5 * (at[0] + at[1]))),
    min_size=2,
    max_size=9,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=windows, chance=st.randoms(use_true_random=False), batch=st.sampled_from([1, 2, 256]))
def test_the_clusters_are_those_of_all_pairs_in_whatever_order(
    folder: Path, texts: list[str], chance: random.Random, batch: int
) -> None:
    told = [(f"a{number}", text) for number, text in enumerate(texts)]
    shuffled = list(told)
    chance.shuffle(shuffled)
    outcomes = []
    for order, size in ((told, 256), (shuffled, batch)):
        one = Archive(fresh(folder), size)
        fill(one, order)
        outcomes.append(found(one))
        one.close()
    assert outcomes[0] == outcomes[1] == all_pairs(dict(told))


def all_pairs(told: dict[str, str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The same, by comparing everything with everything."""
    prints = {address: print_of(text, [(0, len(text))]) for address, text in told.items()}
    kin = {address: {address} for address in told}
    for _ in told:
        for address in told:
            for other in told:
                if overlap(prints[address], prints[other]).copies:
                    kin[address] |= kin[other]
    return {
        address: (
            tuple(sorted(kin[address] - {address})),
            tuple(
                sorted(
                    other
                    for other in told
                    if other not in kin[address] and overlap(prints[address], prints[other]).notable
                )
            ),
        )
        for address in told
    }


def test_one_text_over_and_over_is_one_cluster_in_any_order(folder: Path) -> None:
    texts = [(f"a{number:03}", text) for number, text in enumerate(cloud(3 * COMMON))]
    digests = set()
    for order in (texts, texts[::-1], random.Random(7).sample(texts, len(texts))):
        one = Archive(fresh(folder))
        fill(one, order)
        assert set(one.models.clusters([texts[0][0]])) == {address for address, _ in texts}
        digests.add(frozenset((address, told[0]) for address, told in found(one).items()))
        one.close()
    assert len(digests) == 1


def test_a_further_copy_costs_one_comparison_and_one_pair(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [(f"a{number:03}", text) for number, text in enumerate(cloud(4 * COMMON))]
    fill(archive, texts[:-10])
    compared = []

    def counting(a: Print, b: Print) -> object:
        compared.append((a, b))
        return overlap(a, b)

    monkeypatch.setattr(copies_search, "overlap", counting)
    fill(archive, texts[-10:])
    assert len(compared) == 10
    with archive.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(copies)).scalar() == len(texts) - 1
        listed = select(func.count()).select_from(shingles).group_by(shingles.c.hash)
        assert max(connection.execute(listed).scalars()) == COMMON


def test_what_many_pages_have_in_common_is_listed_for_the_first_of_them_only(archive: Archive) -> None:
    """A footer alone makes no pair with every page that has it."""
    footer = window(9000, 9050)
    pages = [(f"p{n:03}", f"{window(100 * n, 100 * n + 90)} {footer}") for n in range(3 * COMMON)]
    fill(archive, pages)
    with archive.engine.connect() as connection:
        pairs = connection.execute(select(func.count()).select_from(copies)).scalar()
    assert pairs is not None
    assert pairs <= COMMON * len(pages)
    assert all(not told[0] for told in found(archive).values())


def test_a_text_that_ties_two_together_makes_copies_of_what_was_read_long_ago(archive: Archive) -> None:
    fill(archive, [("left", window(0, 60)), ("right", window(40, 100))])
    assert found(archive)["left"][0] == ()
    known = archive.models.position()
    fill(archive, [("between", window(20, 80))])
    assert found(archive)["left"][0] == ("between", "right")
    assert archive.models.clusters(["left"], known_at=known) == {"left": "left"}
    digest = archive.writer.digest()
    archive.projection.rebuild()
    assert archive.writer.digest() == digest


def test_an_article_is_no_copy_of_itself(archive: Archive) -> None:
    fill(archive, [("page", window(0, 60)), ("page", window(3, 63))])
    assert found(archive) == {"page": ((), ())}
    fill(archive, [("other", window(6, 66))])
    assert found(archive)["other"][0] == ("page",)
