"""Webhooks: a message posted as JSON to a URL that the user chose.

Invariants: nothing is sent anywhere but to the host of that URL, and redirects are not followed; a receiver
can make nobody wait beyond the deadline, whatever it drips; no reason names more of the URL than its host.
The user chose the host, so it may be one of their own network, to which no page may lead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from urllib3.util import make_headers

from archive.domain.message import Message
from archive.domain.target import masked
from archive.errors import BadTarget, NotDelivered
from archive.fetch.budget import Budget
from archive.fetch.connection import Connector, Lookup
from archive.fetch.settings import FetchSettings
from archive.fetch.target import Target, target_of
from archive.fetch.trouble import RAISED, NoAnswer, explained

STEP_SECONDS: Final = 10.0
"""How long a receiver may take to connect, and for each piece of its answer."""
DEADLINE_SECONDS: Final = 30.0
"""How long a delivery may take as a whole."""

SIGNATURE: Final = "Archive-Signature"
MESSAGE_ID: Final = "Archive-Message-Id"

_MOST_BYTES: Final = 256 * 1024
"""What an answer's header may bring; its body is not read."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str
    retry_after: str


class Webhook:
    """Posts messages; a destination is an http or https URL, `user:password@` in it being basic authorization."""

    def __init__(
        self,
        settings: FetchSettings,
        step: float = STEP_SECONDS,
        deadline: float = DEADLINE_SECONDS,
        lookup: Lookup = socket.getaddrinfo,
    ) -> None:
        self._settings = replace(settings, connect_timeout=step, read_timeout=step, deadline=deadline)
        self._lookup = lookup

    def check(self, destination: str) -> None:
        """Refuse what is not an http or https URL with a host."""
        _target(destination)

    def send(self, destination: str, secret: str | None, message: Message) -> None:
        """Post `message`; it has arrived when the answer is 2xx. Raises `NotDelivered` and `BadTarget`."""
        target = _target(destination)
        body = json.dumps(message.form()).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self._settings.user_agent,
            "Connection": "close",
            MESSAGE_ID: message.message_id,
            **_authorization(destination),
        }
        if secret:
            headers[SIGNATURE] = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
        try:
            answer = self._post(target, headers, body)
        except NoAnswer as problem:
            raise NotDelivered(target=message.target, reason=problem.trouble.reason) from None
        if 200 <= answer.status < 300:
            return
        reason = f"{target.host} answered {answer.status}"
        if 300 <= answer.status < 400:
            reason += (
                f" and leads {_whither(answer.location)}; redirects are not followed: name the right URL"
            )
        raise NotDelivered(target=message.target, reason=reason, retry_after=_seconds(answer.retry_after))

    def _post(self, target: Target, headers: Mapping[str, str], body: bytes) -> _Answer:
        connector = Connector(replace(self._settings, allowed_hosts=(target.host,)), self._lookup)
        budget = Budget(time.monotonic, self._settings.deadline, 0)
        received = 0
        try:
            line = connector.open(target, budget, _MOST_BYTES)
            with closing(line.connection) as connection:
                try:
                    sent = {**headers, **line.headers}
                    connection.request("POST", line.path, body=body, headers=sent, preload_content=False)
                    with closing(connection.getresponse()) as response:
                        said = response.headers
                        return _Answer(response.status, said.get("Location", ""), said.get("Retry-After", ""))
                finally:
                    received = line.watch.received
        except RAISED as error:
            budget.left()  # past the deadline that is the reason, whatever broke
            raise explained(error, received) from error


def _target(destination: str) -> Target:
    try:
        return target_of(destination)
    except NoAnswer:
        raise BadTarget(
            destination=masked("webhook", destination), problem="write http:// or https://, a host and a path"
        ) from None


def _authorization(destination: str) -> dict[str, str]:
    parts = urlsplit(destination)
    if parts.username is None:
        return {}
    return dict(make_headers(basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}"))


def _whither(location: str) -> str:
    """Where a redirect leads, without what may be secret in it."""
    try:
        return f"to {target_of(location).host}"
    except NoAnswer:
        return "elsewhere"


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if re.fullmatch(r"\d{1,6}", retry_after.strip()) else None
