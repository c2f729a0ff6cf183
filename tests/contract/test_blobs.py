"""What the blobs promise, on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from archive.errors import DatabaseUnusable, NotFound
from archive.store.blobs import SqlBlobs
from archive.store.engine import write
from archive.store.verify import verify_blobs

NOISE = random.Random(7).randbytes(5_000_000)


def test_the_address_is_the_hash_of_the_content(blobs: SqlBlobs) -> None:
    assert blobs.put([b"abc"]) == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]


@pytest.mark.parametrize("content", [b"", b"a", b"the same words " * 1000, NOISE[:1000], NOISE])
def test_content_comes_back(blobs: SqlBlobs, engine: Engine, content: bytes) -> None:
    (address,) = blobs.put([content])
    assert address == hashlib.sha256(content).hexdigest()
    assert blobs.get(address) == content
    assert list(verify_blobs(engine)) == [(address, None)]


def test_many_at_once_in_order_and_once_each(blobs: SqlBlobs, engine: Engine) -> None:
    contents = [f"text {number % 700}".encode() for number in range(1400)]
    addresses = blobs.put(contents)
    assert addresses == [hashlib.sha256(content).hexdigest() for content in contents]
    assert blobs.put(contents[:3]) == addresses[:3]
    assert blobs.put([]) == []
    assert len(list(verify_blobs(engine))) == 700


def test_more_than_one_statement_takes(blobs: SqlBlobs) -> None:
    contents = [NOISE[start : start + 1_500_000] for start in (0, 1, 2, 3)]
    assert [blobs.get(address) for address in blobs.put(contents)] == contents


def test_what_compresses_is_stored_smaller(blobs: SqlBlobs, engine: Engine) -> None:
    blobs.put([b"the same words " * 1000, NOISE[:1000]])
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT codec, size, length(data) FROM blobs ORDER BY size")).all()
    assert tuple(rows[0]) == ("raw", 1000, 1000)
    assert rows[1][:2] == ("zstd", 15_000)
    assert rows[1][2] < 100


def test_an_unknown_address(blobs: SqlBlobs) -> None:
    with pytest.raises(NotFound, match="no blob 'abcd'"):
        blobs.get("abcd")


def test_two_writers_of_the_same_contents(blobs: SqlBlobs, engine: Engine) -> None:
    contents = [f"text {number}".encode() * 50 for number in range(200)]
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda turn: blobs.put(contents[::turn]), [1, -1, 1, -1]))
    assert results[0] == results[2] == results[1][::-1]
    assert len(list(verify_blobs(engine))) == 200


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("codec = 'raw'", "its content is not what its address says"),
        ("codec = 'raw', data = ''", "its content is not what its address says"),
        ("codec = 'lzma'", "packed with 'lzma', which this program does not know"),
        ("size = 3", "its size is wrong"),
    ],
)
def test_damage_is_found(blobs: SqlBlobs, engine: Engine, damage: str, problem: str) -> None:
    (address,) = blobs.put([b"the same words " * 20])
    value = damage.replace("data = ''", "data = x''") if engine.dialect.name == "sqlite" else damage
    tamper(engine, f"UPDATE blobs SET {value}")
    assert list(verify_blobs(engine)) == [(address, problem)]
    with pytest.raises(DatabaseUnusable, match=f"blob {address} is damaged: {problem}"):
        blobs.get(address)


def tamper(engine: Engine, *statements: str) -> None:
    """Do to the blobs what their guards refuse."""
    with write(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS blobs_no_update"))
            connection.execute(text("DROP TRIGGER IF EXISTS blobs_no_delete"))
        for statement in statements:
            connection.execute(text(statement))
