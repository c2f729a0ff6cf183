"""What a reviewer's correction makes of a claim: fields of its key say anew what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archive.domain.claim import Claim, FieldValue


def corrected_key(
    key: Mapping[str, FieldValue], fields: Mapping[str, str | int | None]
) -> dict[str, FieldValue]:
    """The key with what `fields` correct of it; other fields are no part of it."""
    return {name: fields.get(name, value) for name, value in key.items()}


def corrected_claim(claim: Claim, fields: Mapping[str, str | int | None]) -> Claim:
    """The claim under its corrected key, which is what it is consolidated by; its words stay as they were read.

    The same object where nothing of the key is corrected.
    """
    key = corrected_key(claim.key, fields)
    return claim if key == claim.key else replace(claim, key=key)
