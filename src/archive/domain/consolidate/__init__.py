"""From claims to facts: deterministic consolidation, rule by rule (DESIGN 7).

`consolidate` is pure. Its outcome depends on the voices alone, never on the order they come in.
"""

from __future__ import annotations

from archive.domain.consolidate.fold import consolidate

__all__ = ["consolidate"]
