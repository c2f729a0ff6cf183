"""What keeping every look at a page costs: patches from a keyframe against gzip, zstd alone and a git pack.

Usage: .venv/bin/python scripts/bench_blobs.py [--revisions N] [--seed N]

The page is made up and the same in every run: some 268 KB of boilerplate and scripts, with nonces, counters,
advertisements and lists of other stories that turn at every look, and an article edited at every fortieth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import zstandard
from sqlalchemy import text

from archive.domain.canonical import sha256_hex
from archive.store.blobs import SqlBlobs
from archive.store.engine import connect
from archive.store.migrate import ensure_current

EDITED_EVERY: Final = 40
_SYLLABLES: Final = "ka ro mi ten sol ver da lun pre sti nor quel ba chi ush om far gle wy thor ne is".split()


class Page:
    """A made-up article page that is never the same twice."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same page in every run
        self._words = [
            "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(1, 4))) for _ in range(4000)
        ]
        self._scripts = [self._script() for _ in range(14)]
        self._menu = "".join(self._link("nav", 6) for _ in range(200))
        self._paragraphs = [self._sentences(4) for _ in range(30)]
        self._others = [self._card() for _ in range(400)]
        self._comments = [self._sentences(2) for _ in range(24)]

    def revisions(self, number: int) -> Iterator[bytes]:
        """The page at `number` looks, one after the other."""
        for look in range(number):
            if look % EDITED_EVERY == EDITED_EVERY - 1:
                self._paragraphs[self._chance.randrange(30)] = self._sentences(4)
                self._paragraphs.insert(self._chance.randrange(30), self._sentences(2))
            if look % 3 == 0:
                self._comments = [*self._comments[1:], self._sentences(2)]
                self._others = [self._card(), *self._others[:-1]]
            yield self._render(look).encode()

    def _render(self, look: int) -> str:
        nonce = self._hex(32)
        scripts = "".join(f'<script nonce="{nonce}">{script}</script>\n' for script in self._scripts)
        ads = [
            f'<div class="ad" id="slot-{slot}" data-bid="{self._hex(40)}"><!-- {self._hex(16)} --></div>'
            for slot in range(9)
        ]
        body = "".join(
            f"<p>{paragraph}</p>\n{ads[place % 9] if place % 4 == 0 else ''}"
            for place, paragraph in enumerate(self._paragraphs)
        )
        shown = "".join(self._chance.sample(self._others[:60], 12))
        latest = "".join(self._others[:60])
        talk = "".join(
            f"<li data-likes={self._chance.randrange(99)}>{comment}</li>" for comment in self._comments
        )
        state = {
            "request": self._hex(24),
            "served": 1_700_000_000 + look * 86_400,
            "views": 9_000 + look * 137,
        }
        return (
            f'<!doctype html><html lang="en"><head><meta name="csrf" content="{self._hex(64)}">{scripts}</head>'
            f"<body><nav>{self._menu}</nav><script>window.__STATE__={json.dumps(state)}</script>"
            f"<article><h1>Harbour works to begin</h1>{body}</article><aside>{shown}</aside>"
            f'<section class="latest">{latest}</section><ol>{talk}</ol></body></html>'
        )

    def _script(self) -> str:
        lines = (
            f"function {self._word()}({self._word()},e){{var {self._word()}=e.{self._word()}||{self._chance.randrange(9999)};"
            f'return "{self._word()}-{self._hex(6)}"in {self._word()}?e.{self._word()}:!0}}'
            for _ in range(139)
        )
        return ";".join(lines)

    def _card(self) -> str:
        return f'<div class="card card--related" data-id="{self._hex(12)}">{self._link("card", 9)}<span>{self._sentences(1)}</span></div>'

    def _link(self, kind: str, words: int) -> str:
        said = [self._word() for _ in range(words)]
        return (
            f'<a class="{kind}__link {kind}__link--plain" href="/news/{"-".join(said)}">{" ".join(said)}</a>'
        )

    def _sentences(self, number: int) -> str:
        return " ".join(
            " ".join(self._word() for _ in range(self._chance.randint(9, 20))).capitalize() + "."
            for _ in range(number)
        )

    def _word(self) -> str:
        return self._words[min(int(self._chance.paretovariate(0.6)), len(self._words)) - 1]

    def _hex(self, digits: int) -> str:
        return f"{self._chance.getrandbits(digits * 4):0{digits}x}"


def report(name: str, each: float, written: float | None = None, read: float | None = None) -> None:
    """One line of the outcome: bytes for one revision, and milliseconds to write and to read one."""
    told = [
        f"{1000 * seconds:8.2f} ms" if seconds is not None else f"{'':>11}" for seconds in (written, read)
    ]
    print(f"{name:<40} {each:>9,.0f} bytes   write {told[0]}   read {told[1]}", flush=True)


def timed(work: Callable[[], object]) -> float:
    """The wall time of `work`, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def store(revisions: Sequence[bytes], folder: Path, name: str, *, patches: bool) -> None:
    """Each revision put by itself, as a scheduled look does, and all of them read again."""
    engine = connect(str(folder / f"{name}.db"))
    ensure_current(engine)
    blobs = SqlBlobs(engine)
    addresses: list[str] = []

    def write() -> None:
        for content in revisions:
            addresses.extend(blobs.put([content], addresses[-1:] if patches else ()))

    written = timed(write) / len(revisions)
    read = timed(lambda: [blobs.get(address) for address in addresses]) / len(revisions)
    if [blobs.get(address) for address in addresses] != list(revisions):
        raise SystemExit("what was read is not what was written")
    with engine.connect() as connection:
        query = text("SELECT sum(length(data)), sum(CASE WHEN base IS NULL THEN 1 ELSE 0 END) FROM blobs")
        total, keyframes = connection.execute(query).one()
    engine.dispose()
    report(f"{name} ({keyframes} keyframes)", total / len(revisions), written, read)


def git_pack(revisions: Sequence[bytes], folder: Path) -> float:
    """Bytes of one revision in a pack of `git gc --aggressive`, each revision a commit of one file."""
    git = [
        shutil.which("git") or "git",
        "-C",
        str(folder),
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.org",
    ]

    def run(*arguments: str) -> None:
        subprocess.run([*git, *arguments], check=True, capture_output=True)

    run("init", "-q")
    for content in revisions:
        (folder / "page.html").write_bytes(content)
        run("add", "page.html")
        run("commit", "-q", "-m", "look")
    run("gc", "-q", "--aggressive", "--prune=now")
    return sum(pack.stat().st_size for pack in folder.glob(".git/objects/pack/*.pack")) / len(revisions)


def main() -> None:
    """Measure all ways and print one line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--revisions", type=int, default=300, help="how many looks at the page")
    parser.add_argument("--seed", type=int, default=1, help="another page")
    given = parser.parse_args()
    revisions = list(Page(given.seed).revisions(given.revisions))
    if len({sha256_hex(content) for content in revisions}) != len(revisions):
        raise SystemExit("two revisions are the same")
    number = len(revisions)
    print(f"{number} revisions of a page of {len(revisions[0]):,} bytes; for each:")
    gzipped: list[bytes] = []
    spent = timed(lambda: gzipped.extend(gzip.compress(content, 6) for content in revisions))
    report("gzip -6", sum(map(len, gzipped)) / number, spent / number)
    alone: list[bytes] = []
    spent = timed(
        lambda: alone.extend(zstandard.ZstdCompressor(level=3).compress(content) for content in revisions)
    )
    report("zstd -3", sum(map(len, alone)) / number, spent / number)
    with tempfile.TemporaryDirectory(prefix="archive-bench-") as name:
        folder = Path(name)
        store(revisions, folder, "archive, packed alone", patches=False)
        store(revisions, folder, "archive, patched", patches=True)
        (folder / "git").mkdir()
        report("git pack, with its commits", git_pack(revisions, folder / "git"))


if __name__ == "__main__":
    main()
