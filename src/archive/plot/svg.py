"""An SVG made fit for a page: named for those who cannot see it, self-contained, with ids of its own."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from archive.plot.sheet import shortened

_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_RECTANGLE: Final = re.compile(r"M (\S+) (\S+) L (\S+) \2 L \3 (\S+) L \1 \4 z")
_UNTURNED: Final = re.compile(r"rotate\(-?0 [^)]*\)")
_MEASURES: Final = frozenset(
    {"viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "points", "transform", "width", "height"}
)
_REFERENCE: Final = re.compile(r"url\(#([^)]*)\)")
_TITLE: Final = 300
_TOLD: Final = 6000
"""As many letters of what is read out as anybody would listen to."""
_WIDE: Final = 640
"""Pixels from which on a picture is not made to fit a phone, but moved under it: its words would be too small."""
_FAMILY: Final = "'DejaVu Sans', Verdana, sans-serif"
"""The font that was measured with, one that is as wide, and whatever there is."""


def finished(data: bytes, *, title: str, told: str, prefix: str) -> str:
    """The SVG that matplotlib wrote, as one element without declarations.

    Its ids and references begin with `prefix`; `title` and `told` are what a screen reader reads. It has no
    style of its own but attributes, which a page may show however strictly it forbids styles. Lengths are
    written to a hundredth of a point, which nobody sees and which keeps the file small.
    """
    root = ET.fromstring(data)  # noqa: S314 - written by matplotlib a moment ago
    for parent in root.iter():
        for child in [c for c in parent if _local(c.tag) in ("metadata", "style")]:
            parent.remove(child)
    used = {name for each in root.iter() for value in each.attrib.values() for name in _references(value)}
    for each in root.iter():
        _rewrite(each, used, prefix)
    _drop_empty(root)
    # What matplotlib says in a style sheet, which would rule the whole page.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt", "font-family": _FAMILY}
    root.attrib |= {"xmlns": "http://www.w3.org/2000/svg", "role": "img"}
    for name in ("width", "height"):  # in pixels, which need no unit
        root.set(name, f"{float(root.attrib[name].removesuffix('pt')) * 4 / 3:.0f}")
    if prefix and int(root.attrib["width"]) > _WIDE:
        root.set("class", "wide")
    root.set("aria-labelledby", f"{prefix}title {prefix}desc")
    described = (("title", shortened(title, _TITLE)), ("desc", shortened(told, _TOLD)))
    for place, (name, text) in enumerate(described):
        element = ET.Element(name, {"id": f"{prefix}{name}"})
        element.text = text
        element.tail = "\n"
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode").strip() + "\n"


def _rewrite(element: ET.Element, used: set[str], prefix: str) -> None:
    """Write an element without namespaces, with styles as attributes, and without what it does not need."""
    given = {_local(name): value for name, value in element.attrib.items()}
    for part in given.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        if name.strip():
            given[name.strip()] = value.strip()
    element.tag = _local(element.tag)
    element.attrib.clear()
    for name, value in given.items():
        unturned = name == "transform" and _UNTURNED.fullmatch(value)
        if name == "font-family" or (name, value) == ("stroke-dashoffset", "0"):
            continue  # the font is the same for all, and said once; what is said by nothing else needs no word
        nameless = name == "id" and value not in used and not _is_part(value)
        if not (unturned or nameless):
            element.set(name, _rewritten(name, value, prefix))
    if element.text is not None and not element.text.strip():
        element.text = None
    element.tail = "\n"


def _local(name: str) -> str:
    """A name without its namespace: all are SVG's, and `href` needs none since SVG 2."""
    return name.rpartition("}")[2]


def _references(value: str) -> list[str]:
    return [*_REFERENCE.findall(value), *([value[1:]] if value.startswith("#") else [])]


def _is_part(name: str) -> bool:
    """Whether an id is one that this room gave, as `fact-1-claim-2`, and none that matplotlib counts up."""
    return name.startswith(("fact-", "square-", "edit-"))


def _rewritten(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    if name in _MEASURES:
        value = _NUMBER.sub(_short, " ".join(value.split()))
    if name == "d":
        return _RECTANGLE.sub(_sides, value)
    return _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)


def _short(number: re.Match[str]) -> str:
    """To a hundredth; far from the corner, where only whole marks stand, to a tenth."""
    value = float(number[0])
    return f"{value:.{1 if abs(value) >= 100 else 2}f}".rstrip("0").rstrip(".")


def _sides(corners: re.Match[str]) -> str:
    """An upright rectangle by its sides."""
    left, top, right, bottom = corners.group(1, 2, 3, 4)
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _is_one_path(group: ET.Element) -> bool:
    """Whether a path can stand for the group around it. A `use` cannot: what clips it would move with it."""
    return len(group) == 1 and group[0].tag == "path" and not group.attrib.keys() & group[0].attrib.keys()


def _drop_empty(root: ET.Element) -> None:
    """Take out groups that hold nothing, and put in the place of others what they hold where that says as much."""
    for parent in list(root.iter()):
        index = 0
        while index < len(parent):
            child = parent[index]
            if child.tag in ("g", "defs") and not len(child):
                parent.remove(child)
            elif child.tag == "g" and _is_one_path(child):
                child[0].attrib |= child.attrib
                parent[index] = child[0]
            elif child.tag == "g" and not child.attrib:
                parent.remove(child)
                for offset, grandchild in enumerate(child):
                    parent.insert(index + offset, grandchild)
            else:
                index += 1
