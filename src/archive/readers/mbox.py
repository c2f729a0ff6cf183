"""Mailboxes in mbox format (RFC 4155), mail by mail, in flat memory.

A mail begins at a `From ` line that stands after a blank one and tells a time. Lines that a mailbox had to quote
(`>From `, and in mboxrd `>>From ` too) are given back as they were sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.mail_parts import address_of

_FROM: Final = re.compile(rb"From .*\d\d?:\d\d")
_QUOTED: Final = re.compile(rb">+From ")
_PIECE: Final = 64 * 1024


class MboxOpener:
    """Takes mailboxes apart. `max_bytes` is the most that one mail may have."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    def open(self, source: Source) -> Iterator[Found]:
        """The mails, each as a look of kind `mail`. Raises `InputRefused` where the source is no mailbox."""
        with closing(source.open()) as stream:
            number = 0
            for number, mail in enumerate(self._mails(source, stream), start=1):
                yield self._found(f"{source.name}, message {number}", mail)
            if not number:
                raise InputRefused(name=source.name, reason="is an empty mailbox")

    def _found(self, name: str, mail: _Mail) -> Found:
        if mail.size > self._max_bytes:
            return InputRefused(name=name, reason=f"is larger than {self._max_bytes / 2**20:.0f} MB")
        data = b"".join(mail.pieces)
        for end in (b"\r\n", b"\n"):
            if data.endswith(end + end):  # the blank line that ends a mail in its mailbox
                data = data.removesuffix(end)
                break
        return Look(name=name, via="mail", kind="mail", data=data, address=address_of(data))

    def _mails(self, source: Source, stream: BinaryIO) -> Iterator[_Mail]:
        """The mails one after the other; of one that is too large, only its size is kept."""
        mail: _Mail | None = None
        starts, blank = True, True
        while line := stream.readline(_PIECE):
            if starts and blank and (_FROM.match(line) if mail else line.startswith(b"From ")):
                if mail is not None:
                    yield mail
                mail = _Mail()
                mail.heading = not line.endswith(b"\n")
            elif mail is None:
                if line.strip():
                    raise InputRefused(name=source.name, reason="is no mailbox: it does not begin with From")
            elif mail.heading:
                mail.heading = not line.endswith(b"\n")
            else:
                quoted = starts and _QUOTED.match(line)
                mail.add(line[1:] if quoted else line, self._max_bytes)
            blank = starts and not line.strip()
            starts = line.endswith(b"\n")
        if mail is not None:
            yield mail


@dataclass(slots=True)
class _Mail:
    """A mail as far as it was read; `heading` while its `From ` line goes on."""

    size: int = 0
    heading: bool = False
    pieces: list[bytes] = field(default_factory=list)

    def add(self, line: bytes, most: int) -> None:
        """Add a line, or let go of all where they are too many bytes."""
        self.size += len(line)
        if self.size > most:
            self.pieces.clear()
        else:
            self.pieces.append(line)
