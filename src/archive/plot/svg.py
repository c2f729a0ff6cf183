"""An SVG made fit for a page: named for those who cannot see it, self-contained, with ids of its own."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_UNTURNED: Final = re.compile(r"rotate\(-?0 [^)]*\)")
_MEASURES: Final = frozenset(
    {"viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "points", "transform", "width", "height"}
)
_REFERENCE: Final = re.compile(r"url\(#([^)]*)\)")
_FONT: Final = re.compile(r"'DejaVu Sans'(?:, [^;]*)?(?=;|$)")
_FAMILY: Final = "'DejaVu Sans', Verdana, sans-serif"


def finished(data: bytes, *, title: str, told: str, prefix: str) -> str:
    """The SVG that matplotlib wrote, as one element without declarations.

    Its ids and references begin with `prefix`; `title` and `told` are what a screen reader reads. Lengths
    are written to a hundredth of a point, which nobody sees and which keeps the file small.
    """
    root = ET.fromstring(data)  # noqa: S314 - written by matplotlib a moment ago
    for parent in root.iter():
        for child in [c for c in parent if _local(c.tag) in ("metadata", "style")]:
            parent.remove(child)
    used = {name for each in root.iter() for value in each.attrib.values() for name in _references(value)}
    for each in root.iter():
        each.tag = _local(each.tag)
        for name, value in list(each.attrib.items()):
            del each.attrib[name]
            if _local(name) == "transform" and _UNTURNED.fullmatch(value):
                continue
            if _local(name) == "id" and value not in used and not _is_part(value):
                continue
            each.set(_local(name), _rewritten(_local(name), value, prefix))
        if each.text is not None and not each.text.strip():
            each.text = None
        each.tail = "\n"
    _drop_empty(root)
    width, height = (root.attrib.pop(name).removesuffix("pt") for name in ("width", "height"))
    # What matplotlib says in a style sheet, which would rule the whole page.
    root.set(
        "style",
        f"max-width:{float(width):.0f}pt;width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt",
    )
    if not prefix:
        root.set("width", f"{width}pt")
        root.set("height", f"{height}pt")
        root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}title {prefix}desc")
    for place, (name, text) in enumerate((("title", title), ("desc", told))):
        element = ET.Element(name, {"id": f"{prefix}{name}"})
        element.text = text
        element.tail = "\n"
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True).strip() + "\n"


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
        value = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value)
        value = " ".join(value.split())
    value = _FONT.sub(_FAMILY, value)
    return _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)


def _drop_empty(root: ET.Element) -> None:
    """Take out groups that say nothing, and put what a nameless group without attributes holds in its place."""
    for parent in list(root.iter()):
        index = 0
        while index < len(parent):
            child = parent[index]
            if child.tag in ("g", "defs") and not len(child):
                parent.remove(child)
            elif child.tag == "g" and not child.attrib:
                parent.remove(child)
                for offset, grandchild in enumerate(child):
                    parent.insert(index + offset, grandchild)
            else:
                index += 1
