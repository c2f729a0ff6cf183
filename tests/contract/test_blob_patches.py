"""What blobs stored as patches promise, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from archive.domain.canonical import sha256_hex
from archive.errors import DatabaseUnusable
from archive.store import blob_patches
from archive.store.blobs import SqlBlobs
from archive.store.engine import connect, write
from archive.store.migrate import ensure_current
from archive.store.packing import pack, patch, unpack, unpatch
from archive.store.schema import GUARDS
from archive.store.schema import blobs as blobs_table
from archive.store.verify import verify_blobs
from tests.contract.test_blobs import tamper
from tests.contract.test_migrations import alembic

NOISE = random.Random(11).randbytes(40_000)
PAGE = NOISE.hex().encode()


def only_blobs() -> Engine:
    """Blobs in memory with their guards: enough for what no backend decides, and made in no time."""
    engine = connect(":memory:")
    with write(engine) as connection:
        blobs_table.create(connection)
        for guard in GUARDS["sqlite"]:
            if " ON blobs " in guard:
                connection.execute(text(guard))
    return engine


@pytest.fixture
def light() -> Iterator[Engine]:
    """An empty store of blobs alone."""
    engine = only_blobs()
    yield engine
    engine.dispose()


def revision(number: int, base: bytes = PAGE) -> bytes:
    """The page with a word of its own near its middle."""
    return base[:30_000] + f"look {number}".encode() + base[30_000:]


def rows(engine: Engine) -> dict[str, tuple[str, str | None, int]]:
    """Each blob's codec, base and packed size."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT address, codec, base, length(data) FROM blobs")).all()
    return {address: (codec, base, size) for address, codec, base, size in found}


def sound(engine: Engine) -> bool:
    """Whether every blob is what it should be, and none is patched from a patch."""
    bases = {base for _, base, _ in rows(engine).values() if base}
    plain = all(rows(engine)[base][1] is None for base in bases)
    return plain and all(problem is None for _, problem in verify_blobs(engine))


def test_a_revision_is_stored_as_a_patch(blobs: SqlBlobs, engine: Engine) -> None:
    (first,) = blobs.put([PAGE])
    (second,) = blobs.put([revision(2)], [first])
    (third,) = blobs.put([revision(3)], [second])
    assert [blobs.get(address) for address in (first, second, third)] == [PAGE, revision(2), revision(3)]
    stored = rows(engine)
    assert stored[first][:2] == ("zstd", None)
    assert stored[second][:2] == stored[third][:2] == ("patch", first)
    assert stored[second][2] < 100
    assert sound(engine)


def test_bases_that_help_nothing(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (empty,) = blobs.put([b""])
    for turn, base in enumerate([None, "", "f" * 64, "no address", sha256_hex(revision(5)), empty]):
        (address,) = blobs.put([revision(turn)], [base])
        assert rows(light)[address][:2] == ("zstd", None)
        assert blobs.get(address) == revision(turn)


def test_bases_may_be_fewer_or_more_than_contents(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE], [])
    given, none = blobs.put([revision(2), revision(3)], [first])
    blobs.put([], [first, first])
    assert rows(light)[given][1] == first
    assert rows(light)[none][1] is None


def test_the_same_content_stays_as_it_was_stored(light: Engine) -> None:
    blobs = SqlBlobs(light)
    first, second = blobs.put([PAGE, revision(2)])
    before = rows(light)
    assert blobs.put([revision(2), PAGE], [first, second]) == [second, first]
    assert rows(light) == before


def test_what_is_hardly_alike_is_packed_alone(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    other = PAGE[:20_000] + random.Random(12).randbytes(30_000).hex().encode()
    (address,) = blobs.put([other], [first])
    assert rows(light)[address][1] is None


def test_a_new_keyframe_when_patches_have_cost_twice_the_last(light: Engine) -> None:
    blobs = SqlBlobs(light)
    content, chance = PAGE, random.Random(13)
    (last,) = blobs.put([content])
    for _ in range(30):
        place = chance.randrange(60_000)
        content = content[:place] + chance.randbytes(3_000).hex().encode() + content[place + 6_000 :]
        (last,) = blobs.put([content], [last])
    stored = rows(light)
    keyframes = [address for address, (_, base, _) in stored.items() if base is None]
    assert 2 < len(keyframes) < 12
    for keyframe in keyframes:
        costs = [size for _, base, size in stored.values() if base == keyframe]
        assert sum(costs) < 2 * stored[keyframe][2] + max(costs, default=0)
    assert sound(light)


def test_patches_of_one_call_count_together(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    contents = [PAGE + random.Random(turn).randbytes(9_000).hex().encode() for turn in range(30)]
    blobs.put(contents, [first] * 30)
    patches = [size for _, base, size in rows(light).values() if base == first]
    assert 7 < len(patches) < 12


def test_writers_at_once_patch_from_one_keyframe(blobs: SqlBlobs, engine: Engine) -> None:
    (first,) = blobs.put([PAGE])
    contents = [revision(number) for number in range(40)]
    shared = contents[:10]

    def write_them(turn: int) -> list[str]:
        own = [*shared, *contents[10 * turn : 10 * turn + 10]][:: 1 if turn % 2 else -1]
        return [SqlBlobs(engine).put([content], [first])[0] for content in own]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write_them, range(4)))
    assert len(rows(engine)) == 41
    assert [blobs.get(sha256_hex(content)) for content in contents] == contents
    assert sound(engine)


def test_writers_of_contents_that_are_each_other_s_base(blobs: SqlBlobs, engine: Engine) -> None:
    pages = [revision(number) for number in range(8)]
    addresses = [sha256_hex(page) for page in pages]

    def write_them(turn: int) -> None:
        for place in list(range(8))[:: 1 if turn % 2 else -1]:
            SqlBlobs(engine).put(pages, [addresses[place]] * 8)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write_them, range(4)))
    assert [blobs.get(address) for address in addresses] == pages
    assert sound(engine)


def test_the_database_refuses_a_patch_of_a_patch(blobs: SqlBlobs, engine: Engine) -> None:
    (first,) = blobs.put([PAGE])
    (second,) = blobs.put([revision(2)], [first])
    for base in (second, "0" * 64):
        with (
            pytest.raises(DBAPIError, match="a blob can be patched only from one"),
            write(engine) as connection,
        ):
            connection.execute(
                text(
                    "INSERT INTO blobs (address, codec, size, base, data) SELECT 'x', codec, size, :b, data FROM blobs"
                ),
                {"b": base},
            )


def test_blobs_of_an_older_archive_are_read_and_patched_from(engine: Engine) -> None:
    first = sha256_hex(PAGE)
    with write(engine) as connection:
        command.downgrade(alembic(connection), "0003")
        codec, data = pack(PAGE)
        old = {"address": first, "codec": codec, "size": len(PAGE), "data": data}
        connection.execute(text("INSERT INTO blobs VALUES (:address, :codec, :size, :data)"), old)
    assert ensure_current(engine)
    blobs = SqlBlobs(engine)
    (address,) = blobs.put([revision(2)], [first])
    assert (blobs.get(first), blobs.get(address)) == (PAGE, revision(2))
    assert rows(engine)[address][1] == first
    with pytest.raises(RuntimeError, match="cannot read"), write(engine) as connection:
        command.downgrade(alembic(connection), "0003")
    assert blobs.get(address) == revision(2)


def test_a_damaged_keyframe_has_its_patches_told(blobs: SqlBlobs, engine: Engine) -> None:
    (first,) = blobs.put([PAGE])
    (second,) = blobs.put([revision(2)], [first])
    (other,) = blobs.put([b"something else"])
    tamper(engine, f"UPDATE blobs SET codec = 'raw' WHERE address = '{first}'")
    own = "its content is not what its address says"
    told = f"the blob that it is patched from is damaged: {first}: {own}"
    assert dict(verify_blobs(engine)) == {first: own, second: told, other: None}
    with pytest.raises(DatabaseUnusable, match=f"blob {second} is damaged: the blob that it is patched from"):
        blobs.get(second)
    (third,) = blobs.put([revision(3)], [second])
    assert rows(engine)[third][1] is None, "nothing is built on what is damaged"


def test_a_keyframe_that_is_gone_is_named(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    (second,) = blobs.put([revision(2)], [first])
    tamper(light, f"DELETE FROM blobs WHERE address = '{first}'")
    assert list(verify_blobs(light)) == [(second, f"the blob that it is patched from is missing: {first}")]


def test_damage_to_a_patch_is_found(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    (other,) = blobs.put([PAGE[::-1]])
    damages = {
        "size = 3": "its size is wrong",
        "codec = 'zstd'": "packed with 'zstd', which is no patch",
        "base = NULL": "packed with 'patch', which this program does not know",
        f"base = '{other}'": "its content is not what its address says",
    }
    expected: dict[str, str | None] = {first: None, other: None}
    for number, (damage, problem) in enumerate(damages.items()):
        (address,) = blobs.put([revision(number)], [first])
        tamper(light, f"UPDATE blobs SET {damage} WHERE address = '{address}'")
        expected[address] = problem
    assert dict(verify_blobs(light)) == expected


def test_a_patch_of_a_patch_is_no_sound_blob(light: Engine) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    second, third = (blobs.put([revision(number)], [first])[0] for number in (2, 3))
    tamper(light, f"UPDATE blobs SET base = '{second}' WHERE address = '{third}'")
    problem = dict(verify_blobs(light))[third]
    assert problem is not None
    assert problem.startswith("the blob that it is patched from is damaged")


def test_what_is_too_large_is_packed_alone(light: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = SqlBlobs(light)
    (first,) = blobs.put([PAGE])
    monkeypatch.setattr(blob_patches, "PATCH_LIMIT", len(PAGE))
    blobs.put([revision(2)], [first])
    monkeypatch.setattr(blob_patches, "PATCH_LIMIT", len(PAGE) - 1)
    blobs.put([PAGE[:-2]], [first])
    assert {base for _, base, _ in rows(light).values()} == {None}


def test_nothing_larger_than_told_is_unpacked() -> None:
    bomb = bytes(50_000_000)
    codec, packed = pack(bomb)
    with pytest.raises(ValueError, match="its size is wrong"):
        unpack(codec, packed, 1000)
    with pytest.raises(ValueError, match="its size is wrong"):
        unpatch(patch(bomb, PAGE), PAGE, 1000)
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpatch(b"no frame", PAGE, 8)


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 400))
def test_a_patch_gives_back_what_was_patched(one: bytes, other: bytes, times: int) -> None:
    data, base = one * times + other, other * times + one
    if data and base:
        assert unpatch(patch(data, base), base, len(data)) == data


PIECES = [b"", b"a", PAGE[:3_000], PAGE[3_000:9_000], bytes(5_000), b"the same words " * 300]
CONTENTS = st.lists(st.sampled_from(PIECES), max_size=4).map(b"".join)
PUTS = st.lists(st.lists(st.tuples(CONTENTS, st.integers(-3, 20)), max_size=4), max_size=8)


def play(blobs: SqlBlobs, puts: Sequence[Sequence[tuple[bytes, int]]]) -> dict[str, bytes]:
    """Store what `puts` say; a number names a base: one put before, one of the same call, itself or nobody."""
    expected: dict[str, bytes] = {}
    for call in puts:
        contents = [content for content, _ in call]
        addresses = [sha256_hex(content) for content in contents]
        known = [*expected, *addresses, "0" * 64]
        bases = [known[number % len(known)] if number >= 0 else None for _, number in call]
        assert blobs.put(contents, bases) == addresses
        expected.update(zip(addresses, contents, strict=True))
    return expected


@given(puts=PUTS)
def test_any_puts_read_back(puts: list[list[tuple[bytes, int]]]) -> None:
    engine = only_blobs()
    holds_whatever_was_put(engine, puts)
    engine.dispose()


def test_any_puts_read_back_on_every_backend(engine: Engine) -> None:
    chance = random.Random(17)
    for _ in range(12):
        lists = [[(b"".join(chance.choices(PIECES, k=chance.randrange(5))), chance.randrange(-3, 20))
                  for _ in range(chance.randrange(5))] for _ in range(6)]  # fmt: skip
        holds_whatever_was_put(engine, lists)


def holds_whatever_was_put(engine: Engine, puts: Sequence[Sequence[tuple[bytes, int]]]) -> None:
    """Everything reads back, in whatever order, and verifies."""
    blobs = SqlBlobs(engine)
    expected = play(blobs, puts)
    assert {address: blobs.get(address) for address in expected} == expected
    assert {address: blobs.get(address) for address in reversed(expected)} == expected
    assert sound(engine)
