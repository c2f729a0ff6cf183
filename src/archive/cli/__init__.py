"""The command line: click commands, one theme per file, loaded on demand, and their rendering.

May import: bootstrap, service, domain, errors, click and rich; of the store, the types of its answers.
Never: holds a rule of the archive. A command reads its options, calls one service and renders the
result: results on stdout, progress and messages on stderr, exit code 0, 1 (differences) or 2 (trouble).
"""

from archive.cli.program import main

__all__ = ["main"]
