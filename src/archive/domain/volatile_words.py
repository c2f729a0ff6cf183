"""What pages say of themselves that changes from one look to the next: relative times and counters.

Patterns are matched against a whole line, or a whole part of one between bars, whatever its case.
"""

from __future__ import annotations

import re
from typing import Final

_UNIT: Final = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[smhdwy])"
_COUNTED: Final = r"(?:shares?|comments?|views?|likes?|retweets?|tweets?|reactions?|repl(?:y|ies)|votes?|reads?|followers?|claps?)"

AGO: Final = re.compile(
    r"(?:(?:(?:first|last)[ ])?(?:published|posted|updated|modified|added)[ ]?:?[ ]?)?(?:about[ ]|over[ ]|almost[ ])?"
    rf"(?:(?:\d{{1,3}}|an?|a[ ]few)[ ]?{_UNIT}(?:,?[ ](?:and[ ])?\d{{1,2}}[ ]?{_UNIT})?[ ]ago|just[ ]now|moments?[ ]ago)",
    re.I,
)
"""`Updated 3 hours ago`."""
COUNTER: Final = re.compile(
    rf"\(?\d[\d.,]*[ ]?[km]?[ ]{_COUNTED}\)?|{_COUNTED}[ ]?[:(]?[ ]?\d[\d.,]*[ ]?[km]?\)?"
    r"|be[ ]the[ ]first[ ]to[ ]comment\.?",
    re.I,
)
"""`1,204 comments`."""
