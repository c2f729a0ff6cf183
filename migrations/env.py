"""Runs the migrations: on the connection that the program hands over, or on `-x url=...` for a developer."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from archive.store import notify_schema, read_schema  # noqa: F401 - they declare their tables on import
from archive.store.schema import metadata


def run(connection: Connection) -> None:
    """Run what is due within the transaction that `connection` is in."""
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


def main() -> None:
    handed_over = context.config.attributes.get("connection")
    if handed_over is not None:
        run(handed_over)
        return
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        raise SystemExit("say which database: alembic -x url=sqlite:///archive.db ...")
    from archive.store.engine import connect, write

    with write(connect(url)) as connection:
        run(connection)


main()
