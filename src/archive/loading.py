"""Loading large packages: what an import makes is no garbage, and is not looked through for any.

SQLAlchemy and deepdiff make hundreds of thousands of objects when they are loaded. Looking for garbage among
them takes a tenth of the time, and later looks find them there again; so the collector rests meanwhile, and
leaves out for good what is there when they are loaded. May import the standard library alone.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading(package: str) -> Iterator[None]:
    """Import `package` inside the block; where it is loaded already, nothing is special about it."""
    if package in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
