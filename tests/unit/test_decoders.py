"""Decoders, made by several threads at the same moment."""

from __future__ import annotations

import subprocess
import sys

MADE_AT_ONCE = """
import sys, threading, types
from archive.store.decoders import decoder_of

sys.setswitchinterval(1e-6)
THREADS, LEVELS = 8, 6
CLASSES = "from __future__ import annotations\\nfrom dataclasses import dataclass\\n@dataclass\\nclass C0:\\n a: int = 1\\n"
for level in range(1, LEVELS):
    fields = "".join(f" {name}: tuple[C{level - 1}, ...] | None = None\\n" for name in "abc")
    CLASSES += f"@dataclass\\nclass C{level}:\\n{fields}"

def data(level):
    return b'{"a": [' * level + b'{"a": 2}' + b']}' * level

def use(module, level, start, found):
    start.wait()
    found.append(decoder_of(getattr(module, f"C{level}")).decode(data(level)).b)

for number in range(60):
    module = types.ModuleType(f"made{number}")
    sys.modules[module.__name__] = module
    exec(CLASSES, module.__dict__)
    start, found = threading.Barrier(THREADS), []
    levels = [LEVELS - 1 - turn % 2 for turn in range(THREADS)]
    threads = [threading.Thread(target=use, args=(module, level, start, found)) for level in levels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [None] * THREADS, found
print("alive")
"""


def test_threads_that_need_a_decoder_at_the_same_moment_all_get_one() -> None:
    """In a process of its own, since what could go wrong ends it."""
    done = subprocess.run([sys.executable, "-c", MADE_AT_ONCE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr[-500:]
