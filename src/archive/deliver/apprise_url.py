"""Mail, chat and whatever else Apprise knows, by its URLs. Apprise is an extra and loaded when it is used."""

from __future__ import annotations

import logging
import warnings
from typing import Any

from archive.domain.message import Message
from archive.domain.target import masked
from archive.errors import BadTarget, MissingExtra, NotDelivered


class AppriseUrl:
    """Sends messages through Apprise; a destination is an Apprise URL, all of which may be secret."""

    def check(self, destination: str) -> None:
        """Refuse a URL that Apprise does not know. Raises `BadTarget` and `MissingExtra`."""
        _service(destination)

    def send(self, destination: str, secret: str | None, message: Message) -> None:  # noqa: ARG002 - Apprise signs nothing
        """Send `message` as plain text; raises `NotDelivered`, `BadTarget` and `MissingExtra`."""
        service = _service(destination)
        try:
            sent = service.notify(title=message.title, body=message.text, body_format="text")
        except Exception as problem:  # noqa: BLE001 - each of a hundred services fails in its own way
            name = type(problem).__name__
            raise NotDelivered(target=message.target, reason=f"Apprise failed ({name})") from None
        if not sent:
            raise NotDelivered(target=message.target, reason="the service did not take the message")


def _service(destination: str) -> Any:
    # What Apprise logs may hold the URL.
    logger = logging.getLogger("apprise")
    logger.disabled = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its plugins, all of which it loads, use what Python gives up
        try:
            import apprise
        except ImportError as problem:
            raise MissingExtra(feature="notifying through Apprise", extra="notify") from problem
        service = apprise.Apprise()
        known = service.add(destination)
    if not known or not len(service):
        wrong = "Apprise knows no such service, or its URL is incomplete"
        raise BadTarget(destination=masked("apprise", destination), problem=wrong)
    return service
