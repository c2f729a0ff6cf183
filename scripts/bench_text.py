"""How fast two versions of a text are compared, beside `git diff --word-diff` on the same texts in the same run.

Usage: bench_text.py [--repeat N] [--archive DATABASE]

The texts are made up, from a seed: a short article and a long page, each with one paragraph in ten edited by a few words, one
moved, one taken out and one put in; and texts that make comparisons explode. Of each the best of N runs is told (others work on the machine too), in
milliseconds. `ours` is the comparison alone, as a command that runs already needs it; `git` is the whole process, and
`git start` a git process that compares nothing, so that their difference is git's own comparison.

With --archive, the edits in that archive are listed too: how many articles it has, how many were edited, and how long the
list takes with and without the edits that changed no fact (wall and processor time, the process and its imports aside).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from archive.bootstrap import configure, open_archive  # noqa: E402 - the path is set above
from archive.service.edits import WantedEdits  # noqa: E402 - as above
from archive.textdiff import changed_paragraphs  # noqa: E402 - as above

_SYLLABLES = "ba ne ro ti sul mar ken dov li ga pre sto wen har ul qui fen mo".split()


def words_of(chance: random.Random, size: int) -> list[str]:
    """A vocabulary in which few words are frequent, as in any language."""
    made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(size)}
    return sorted(made, key=lambda word: (len(word), word))


def article(chance: random.Random, size: int) -> list[str]:
    """Paragraphs of about `size` characters in all."""
    words = words_of(chance, 4000)
    weights = [1 / (n + 2) for n in range(len(words))]
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < size:
        sentences = [
            " ".join(chance.choices(words, weights, k=chance.randint(6, 28))).capitalize() + "."
            for _ in range(chance.randint(1, 4))
        ]
        paragraphs.append(" ".join(sentences))
    return paragraphs


def edited(chance: random.Random, paragraphs: Sequence[str]) -> list[str]:
    """The same with words of a tenth of the paragraphs exchanged, one moved, one taken out and one put in."""
    changed = list(paragraphs)
    for number in chance.sample(range(len(changed)), max(1, len(changed) // 10)):
        words = changed[number].split(" ")
        for place in chance.sample(range(len(words)), min(3, len(words))):
            words[place] = "edited" + str(chance.randint(0, 99))
        changed[number] = " ".join(words)
    changed.append(changed.pop(len(changed) // 3))
    changed.pop(len(changed) // 2)
    changed.insert(2, "This paragraph was not there before, and says something of its own.")
    return changed


def measure(run: Callable[[], object], repeat: int) -> float:
    """The least time of a run in milliseconds; the first is not counted."""
    run()
    times = []
    for _ in range(repeat):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return 1000 * min(times)


def git(before: Path, after: Path) -> Callable[[], object]:
    """A run of `git diff --word-diff` on two files, its output read to the end."""
    command = ["git", "diff", "--no-index", "--no-color", "--word-diff", str(before), str(after)]
    return lambda: subprocess.run(command, stdout=subprocess.PIPE, check=False)


def beside_git(name: str, size: int, repeat: int) -> None:
    """Compare a text of `size` characters with its edited version, with ours and with git's."""
    chance = random.Random(size)  # noqa: S311 - made-up text
    old = article(chance, size)
    new = edited(chance, old)
    ours = measure(lambda: changed_paragraphs(old, new), repeat)
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.txt"), Path(folder, "after.txt")
        before.write_text("\n".join(old) + "\n", encoding="utf-8")
        after.write_text("\n".join(new) + "\n", encoding="utf-8")
        process = measure(git(before, after), repeat)
        start = measure(git(before, before), repeat)
    print(
        f"{name:28} {len(old):5} paragraphs  ours {ours:8.2f} ms  git {process:8.2f} ms  git start {start:6.2f} ms  {ours / process:5.2f} x git"
    )


HARD: dict[str, Callable[[], tuple[list[str], list[str]]]] = {
    "one line of 1 MB, 1 % new": lambda: _one_line(random.Random(1), 100),  # noqa: S311 - made-up text
    "one line of 1 MB, all new": lambda: _one_line(random.Random(2), 1),  # noqa: S311 - made-up text
    "100,000 equal sentences": lambda: (["It is so. " * 100_000], ["It was so. " + "It is so. " * 99_990]),
    "100,000 equal paragraphs": lambda: (["It is so."] * 100_000, ["No.", *["It is so."] * 99_990, "No."]),
    "100,000 paragraphs, all new": lambda: (
        [f"It is {n} so." for n in range(100_000)],
        [f"It was {n} then." for n in range(100_000)],
    ),
    "1 MB without a sentence end": lambda: (
        ["wordy " * 170_000],
        ["wordy " * 80_000 + "other " + "wordy " * 80_000],
    ),
    "300,000 ideographs, 1 % new": lambda: _ideographs(random.Random(3)),  # noqa: S311 - made-up text
}


def _one_line(chance: random.Random, every: int) -> tuple[list[str], list[str]]:
    words = chance.choices(words_of(chance, 4000), k=130_000)
    others = [word + "x" if n % every == 0 else word for n, word in enumerate(words)]
    return [" ".join(words)], [" ".join(others)]


def _ideographs(chance: random.Random) -> tuple[list[str], list[str]]:
    letters = [chr(0x4E00 + chance.randint(0, 3000)) for _ in range(300_000)]
    others = ["\u9fa0" if n % 100 == 0 else letter for n, letter in enumerate(letters)]
    return ["".join(letters)], ["".join(others)]


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--archive", metavar="DATABASE")
    asked = parser.parse_args()
    repeat: int = asked.repeat
    beside_git("article of 5 KB", 5_000, repeat)
    beside_git("page of 200 KB", 200_000, repeat)
    beside_git("page of 1 MB", 1_000_000, max(1, repeat // 5))
    for name, make in HARD.items():
        old, new = make()
        print(f"{name:28} {measure(partial(changed_paragraphs, old, new), 1):10.0f} ms")
    if asked.archive:
        list_edits(asked.archive)


def list_edits(database: str) -> None:
    """List the edits of an archive."""
    with open_archive(configure(database), write=False) as archive:
        point = archive.resolve("latest")
        print(
            f"{archive.census().counts['articles']:,} articles, {len(archive.edit_models.edited()):,} edited"
        )
        for everything in (False, True):
            wall, busy = perf_counter(), process_time()
            found = archive.edits(point, WantedEdits(everything=everything))
            times = f"{perf_counter() - wall:6.2f} s, {process_time() - busy:6.2f} s of the processor"
            print(f"{len(found.edits):8,} edits {'of any kind' if everything else 'of facts':12} {times}")


if __name__ == "__main__":
    main()
