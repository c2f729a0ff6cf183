"""Why a fetch brought no answer: from whatever the layers below raise to one kind and one line of reason."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from typing import Final

from urllib3.exceptions import DecodeError, HTTPError, IncompleteRead, ReadTimeoutError

from archive.domain.look import Trouble, TroubleKind

_LONGEST: Final = 200


class NoAnswer(Exception):
    """A fetch that ends without an answer; `trouble` says why."""

    def __init__(self, kind: TroubleKind, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.trouble = Trouble(kind, reason, retry_after)


class HungUp(NoAnswer):
    """The server closed the connection before the first byte of an answer."""


RAISED: Final = (HTTPError, http.client.HTTPException, OSError, ValueError)
"""What urllib3, http.client, ssl and socket raise for anything that a network or a server does."""


def explained(error: Exception, received: int) -> NoAnswer:
    """The end of a fetch that `error`, one of `RAISED`, brought after `received` bytes.

    A reason holds nothing that differs from one time to the next, so that one trouble is told as one.
    """
    causes = _causes(error)
    first = causes[-1]
    if isinstance(first, ssl.SSLCertVerificationError):
        return NoAnswer("network", f"its certificate does not hold: {one_line(first.verify_message)}")
    if any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in causes):
        return NoAnswer("timeout", "nothing came for too long")
    if any(isinstance(cause, DecodeError) for cause in causes):
        return NoAnswer("protocol", f"the body cannot be unpacked: {one_line(first)}")
    if any(isinstance(cause, http.client.IncompleteRead | IncompleteRead) for cause in causes):
        return NoAnswer("network", "the body broke off before its end")
    if isinstance(first, ConnectionRefusedError):
        return NoAnswer("network", "the connection was refused")
    if not received and isinstance(first, ConnectionError):
        return HungUp("network", "the server closed the connection without an answer")
    if isinstance(first, socket.gaierror):
        return NoAnswer("network", f"no such host: {one_line(first.strerror)}")
    if isinstance(first, OSError):
        return NoAnswer("network", f"the connection failed: {one_line(first.strerror or first)}")
    return NoAnswer("protocol", f"the answer is not HTTP: {type(first).__name__} {one_line(first)}")


def _causes(error: BaseException) -> list[BaseException]:
    """`error` and what it was raised from, the first cause last."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and cause not in causes:
        causes.append(cause)
    return causes


def one_line(said: object) -> str:
    """Words that may come from a server, short and without anything that could act on a terminal."""
    text = re.sub(r"\s+", " ", str(said)).strip()
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    return printable if len(printable) <= _LONGEST else printable[:_LONGEST] + "..."
