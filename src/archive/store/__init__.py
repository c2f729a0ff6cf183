"""Where everything is kept: the append-only log, the blobs, the tables made from the log, and the schema.

The only room that imports SQLAlchemy and Alembic, and the only one that knows there are two
databases, SQLite and PostgreSQL. It may import `ports`, `domain` and `errors`. It decides nothing
about articles, claims or facts, reads no clock and no environment, and never changes what it once
recorded; who is at which due work and whom to tell are no record, and change.
"""
