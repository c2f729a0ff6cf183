"""Verbs of change and words for totals: what carries a count from one value to another, whatever is counted."""

from __future__ import annotations

from typing import Final

from archive.domain.inflect import all_forms
from archive.extractors import english


def _forms(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split() for form in all_forms(verb))


PASSES: Final = _forms("top pass exceed surpass cross eclipse")
"""Verbs that make a number a lower bound: the toll passed 100."""
NEARS: Final = _forms("near approach")
"""Verbs that make a number an estimate: the toll is nearing 100."""
REACHES: Final = _forms("reach hit total number equal have") | PASSES | NEARS
"""Verbs whose object is the count itself."""
CHANGES: Final = _forms(
    "rise climb increase grow jump soar surge mount swell go fall drop decline decrease shrink dip come revise raise"
    " lower cut reduce update bring take push lift put estimate stand remain stay hold leap creep edge tick double"
    " triple slip plunge correct adjust count value up expand ramp build inch bump hike trim slash halve amount add up"
)
"""Verbs that lead to a new value with "to" or "at"."""
LEVELS: Final = _forms(
    "rise fall drop cut reduce increase grow go decline shrink swell climb lower raise double trim slim pare slash"
)
"""Verbs that change how many there are of something."""
MOVES: Final = CHANGES | REACHES | english.AUXILIARIES | {"at", "to"}
"""What may follow "the total" where a number is its value."""
REVISES: Final = _forms("revise lower correct reduce cut adjust") | {"down", "downward", "downwards"}
"""What takes an earlier figure back."""
GROWS: Final = _forms("rise climb increase grow jump swell up expand go")
"""Verbs whose "by 12" comes on top."""
BRINGS: Final = _forms("bring take push raise lift swell")
"""Verbs with which something brings a total to a number."""
TALLIES: Final = frozenset("total tally count number figure toll overall amount sum".split())
"""Words for a total, whatever is counted."""
