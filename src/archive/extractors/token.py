"""Tokens: the words of a sentence, with every mention of something known drawn together into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.domain.dates import DateMention

TokenKind = Literal["word", "name", "punct", "entity", "item", "number", "ordinal", "date"]


@dataclass(frozen=True, slots=True)
class ItemMention:
    """A noun phrase that names an item.

    `quantity` None: the words give no number. `variant` is where the wording stands without its
    determiner, quantity and ordinal. `branded`: a proper name that the story does not know is in it.
    `open`: the story declares no such item; the noun itself is its name.
    """

    item: str
    quantity: int | None = None
    quantity_text: str | None = None
    ordinal: int | None = None
    variant: tuple[int, int] | None = None
    branded: bool = False
    definite: bool = False
    singular: bool = True
    relation: str = "eq"
    open: bool = False


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number with its relation to the truth; `high` ends a range. `measure`: it counts a unit.

    `extra`: "another 12", "12 more". `currency`: the number is an amount of money, `value` and `high` in
    whole units of that currency (ISO 4217); an amount is always a `measure` too, as it counts no things.
    `conversion`: an amount that only says another one again in another currency: "(about $2.6bn)".
    `against`: the other number of a result, 38 of "62-38"; such a pair is a `measure`.
    """

    value: int
    relation: str = "eq"
    high: int | None = None
    measure: bool = False
    extra: bool = False
    currency: str | None = None
    conversion: bool = False
    against: int | None = None


@dataclass(slots=True, eq=False)
class Token:
    """One token, changed only while its sentence is being read (frozen ones cost three times as much): `text[start:end]`; `word` is its folded lower-case form.

    `id` names the entity ("" for the other one of the pair), `value` the ordinal's number.
    `quoted` tokens stand in quotation marks, `aside` ones in brackets.
    """

    kind: TokenKind
    word: str
    start: int
    end: int
    capital: bool = False
    id: str = ""
    value: int = 0
    item: ItemMention | None = None
    number: NumberMention | None = None
    date: DateMention | None = None
    quoted: bool = False
    aside: bool = False

    def standing(self, quoted: bool, aside: bool) -> Token:
        """This token inside quotation marks or brackets."""
        return Token(
            self.kind, self.word, self.start, self.end, self.capital, self.id, self.value, self.item, self.number,
            self.date, quoted, aside,
        )  # fmt: skip

    def changed(
        self,
        *,
        kind: TokenKind | None = None,
        id: str | None = None,  # noqa: A002 - named as the field is
        start: int | None = None,
        end: int | None = None,
    ) -> Token:
        """This token with another kind, id or place: `dataclasses.replace` at a tenth of its cost."""
        return Token(
            self.kind if kind is None else kind,
            self.word,
            self.start if start is None else start,
            self.end if end is None else end,
            self.capital,
            self.id if id is None else id,
            self.value,
            self.item,
            self.number,
            self.date,
            self.quoted,
            self.aside,
        )
