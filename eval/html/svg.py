"""SVG elements as safe strings: every text and attribute is escaped here, so nowhere else.

No styles are written into elements: the page's policy forbids them, and classes follow its
colours into dark mode.
"""

from __future__ import annotations

from markupsafe import Markup, escape


def element(tag: str, *children: str, **attributes: str | float) -> Markup:
    """An element; text children are escaped, markup ones kept.

    Args:
        attributes: `_` stands for `-`, a last one is dropped; numbers are cut to two decimals.

    Example: element("text", "a < b", class_="label", x=1.5) -> <text class="label" x="1.5">a &lt; b</text>
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _plain(value))
        for name, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, written, Markup("").join(map(escape, children)))


def drawing(name: str, title: str, description: str, *children: str, width: float, height: float) -> Markup:
    """A whole drawing, which a screen reader reads as its title and description.

    Args:
        name: unique within the page.
        width, height: of the coordinates; on the screen it takes the width it is given.
    """
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *children,
        class_="plot",
        role="img",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def path(points: list[tuple[float, float]], *, class_: str) -> Markup:
    """A line through points."""
    steps = "L".join(f"{_plain(x)} {_plain(y)}" for x, y in points)
    return element("path", d=f"M{steps}", class_=class_)


def _plain(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")
