"""The databases that the tests run on are real and private to each test."""

from __future__ import annotations

from sqlalchemy import create_engine, text


def test_each_test_has_an_empty_database(database_url: str) -> None:
    _leave_a_table(database_url)


def test_another_test_has_another(database_url: str) -> None:
    _leave_a_table(database_url)


def _leave_a_table(url: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("create table left_behind (x integer primary key)"))
    finally:
        engine.dispose()
