"""What is asked of the store about edits, on SQLite and on PostgreSQL: which articles, which texts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from archive.errors import NotFound
from archive.store.blobs import SqlBlobs
from archive.store.edit_models import EditModels


def test_many_texts_come_at_once_whole_and_patched(blobs: SqlBlobs, engine: Engine) -> None:
    base = " ".join(f"word{number}" for number in range(400))
    texts = [base, *(f"{base} and {number} more" for number in range(250)), ""]
    addresses = blobs.put([text.encode() for text in texts], [None, *(blobs.put([base.encode()]) * 250)])
    models = EditModels(engine)
    assert models.texts(addresses) == dict(zip(addresses, texts, strict=True))
    assert models.texts([]) == {}
    with pytest.raises(NotFound, match="no blob 'ffff'"):
        models.texts([*addresses[:3], "ffff"])


def test_an_archive_without_articles_has_no_edits(engine: Engine) -> None:
    models = EditModels(engine)
    assert models.edited() == {}
    assert models.versions([], 1) == {}
    assert models.claims([], 1) == {}
    assert models.last_showing([], 1) == {}
    assert models.supporters_now([]) == {}
