"""What a Word paragraph is, by its style and numbering: heading, item, table of contents or plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-5]))?", re.IGNORECASE)
_NEVER = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A paragraph's role.

    Attributes:
        heading: 1-6, 0 for none.
        title: it is styled as the document's title.
        contents: it is a line of a table of contents.
        list_id: the list it is an item of; None for none.
        depth: nesting depth of the item, from 0.
        numbered: the item has a number, not a bullet.
    """

    heading: int = 0
    title: bool = False
    contents: bool = False
    list_id: str | None = None
    depth: int = 0
    numbered: bool = False


class Roles:
    """Looks roles up; styles and numberings are read once."""

    def __init__(self, document: WordDocument) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        self._by_style: dict[str | None, Role] = {}
        self._formats = _formats(document)

    def of(self, paragraph: etree._Element) -> Role:
        """The role of a `w:p` element: its own properties go before its style's."""
        properties = paragraph.find(qn("w:pPr"))
        styled = self._of_style(_value(properties, "w:pStyle"), _NEVER)
        if properties is None:
            return styled
        outline = _value(properties, "w:outlineLvl")
        if outline is not None and outline.isdigit() and int(outline) < 9 and not styled.contents:
            return Role(heading=min(6, int(outline) + 1))
        numbering = properties.find(qn("w:numPr"))
        if numbering is None or styled.heading or styled.title:
            return styled
        return self._item(numbering, styled)

    def _of_style(self, style_id: str | None, seen: int) -> Role:
        if style_id not in self._by_style:
            self._by_style[style_id] = self._read_style(self._styles.get(style_id), seen)
        return self._by_style[style_id]

    def _read_style(self, style: etree._Element | None, seen: int) -> Role:
        if style is None or seen > 20:  # styles may be based on each other in a circle
            return Role()
        name = _value(style, "w:name") or ""
        if name.lower() == "title":
            return Role(heading=1, title=True)
        if name.lower().startswith("toc "):
            return Role(contents=True)
        if heading := _HEADING.match(name):
            return Role(heading=min(6, int(heading[1])))
        properties = style.find(qn("w:pPr"))
        outline = _value(properties, "w:outlineLvl")
        if outline is not None and outline.isdigit() and int(outline) < 9:
            return Role(heading=min(6, int(outline) + 1))
        listed = _LIST.match(name)
        depth = int(listed[1] or 1) - 1 if listed else 0
        numbering = properties.find(qn("w:numPr")) if properties is not None else None
        if numbering is not None and _value(numbering, "w:numId") is not None:
            return self._item(numbering, Role(depth=depth))
        if listed:
            return Role(list_id=name, depth=depth, numbered="number" in name.lower())
        return self._of_style(_value(style, "w:basedOn"), seen + 1)

    def _item(self, numbering: etree._Element, styled: Role) -> Role:
        list_id = _value(numbering, "w:numId") or styled.list_id
        if list_id in (None, "0"):  # 0 takes the style's numbering away
            return Role()
        depth = _value(numbering, "w:ilvl") or str(styled.depth)
        numbered = self._formats.get((list_id, depth), "bullet") not in ("bullet", "none")
        return Role(list_id=list_id, depth=min(8, int(depth)) if depth.isdigit() else 0, numbered=numbered)


def _formats(document: WordDocument) -> dict[tuple[str | None, str | None], str]:
    """The number format of each list and level."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    levels = {}
    for abstract in numbering.iter(qn("w:abstractNum")):
        for level in abstract.iter(qn("w:lvl")):
            key = abstract.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"))
            levels[key] = _value(level, "w:numFmt") or "decimal"
    return {
        (number.get(qn("w:numId")), depth): kind
        for number in numbering.iter(qn("w:num"))
        for (abstract_id, depth), kind in levels.items()
        if abstract_id == _value(number, "w:abstractNumId")
    }


def _value(parent: etree._Element | None, tag: str) -> str | None:
    found = parent.find(qn(tag)) if parent is not None else None
    return found.get(qn("w:val")) if found is not None else None
