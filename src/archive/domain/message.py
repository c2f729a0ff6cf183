"""Messages: what is told to one target at one time, in words and in a form for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from archive.domain.canonical import stable_id
from archive.domain.moment import iso
from archive.domain.target import Target

FORMAT = "archive-news/1"
Purpose = Literal["news", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is told: a fact that moved, a new conflict, or what became of an article.

    `key` tells it from the other items of its message. `form` is for programs; `link` leads to the
    article that it is about, where there is one.
    """

    key: str
    title: str
    text: str
    html: str
    form: Mapping[str, Any]
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one target is told of the positions above `after`, up to `upto`.

    `message_id` is the same whenever the same stretch is told to the same target again. `more` counts
    items that were left out; `at` is when `upto` was recorded, in microseconds.
    """

    message_id: str
    target: str
    after: int
    upto: int
    at: int
    title: str
    items: tuple[Item, ...]
    more: int = 0
    purpose: Purpose = "news"

    @property
    def text(self) -> str:
        """All items in plain text."""
        parts = [item.text for item in self.items]
        if self.more:
            parts.append(f"and {self.more:,} more")
        return "\n\n".join(parts)

    def item_id(self, item: Item) -> str:
        """What identifies one item of this message for good."""
        return stable_id("item", self.message_id, item.key)

    def form(self) -> dict[str, Any]:
        """The message as `docs/notifications.md` promises it to programs."""
        return {
            "format": FORMAT,
            "id": self.message_id,
            "purpose": self.purpose,
            "target": self.target,
            "after": self.after,
            "upto": self.upto,
            "recorded": iso(self.at),
            "title": self.title,
            "text": self.text,
            "items": [self._item_form(item) for item in self.items],
            "more": self.more,
        }

    def _item_form(self, item: Item) -> dict[str, Any]:
        words = {"id": self.item_id(item), "title": item.title, "text": item.text, "link": item.link}
        return {**words, **item.form}


def message_id(target: Target, after: int, upto: int) -> str:
    """What identifies the message about a stretch of the log to a target."""
    return stable_id("message", target.name, target.created, after, upto)
