"""What the archive can do, one verb per file: ingest, extract, project, snapshot, diff and so on.

May import: the rooms below (by their ports wherever one exists), domain, errors.
Never: prints, reads the clock or the environment, or names SQLAlchemy; it is given what it needs by
`bootstrap`, so that the command line, a page and a test can all call the same verb.
"""
