"""Work that goes on: the page looks at it every so often while there is any.

The page's own script asks (`assets/watch.js`), one look after the other, and once more after everything that
may have begun some. A timer that answers turn on and off could be turned off by one older than the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ui.web.html import QUIET, own_html

_WATCH = """
window.answerable.ready.then(() => window.answerable.watch('%s', %d, () => trigger('look')));
"""
_LOOKED = "(going) => window.answerable.looked('%s', going === 'yes')"
# After a listener that may begin work: `listener.then(js=WAKE)`.
WAKE = "() => window.answerable.wake()"


class Watch:
    """Builds its part inside the room that is being made.

    Args:
        name: tells it from the page's others.
        every_s: seconds between two looks.
        look: takes the values of `inputs`; gives those of `outputs`, and whether work goes on.
    """

    def __init__(
        self,
        name: str,
        every_s: float,
        look: Callable[..., tuple[list[Any], bool]],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
    ) -> None:
        def told(*values: Any) -> list[Any]:
            shown, going = look(*values)
            return [*shown, "yes" if going else "no"]

        watch = own_html("", f"{name}-watch", script=_WATCH % (name, 1000 * every_s))
        going = gr.Textbox(visible=False)
        looked = watch.look(told, [*inputs], [*outputs, going], **QUIET)
        looked.then(None, going, None, js=_LOOKED % name, **QUIET)
