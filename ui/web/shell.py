"""What Gradio's components and the page's own scripts know of each other.

A small script in the head makes `window.answerable` before either is there. Gradio's listeners wait
for `ready`; the scripts wait for `server`, the calls that Gradio gives them. `settled` is when the page
first shows a collection whole.
"""

from __future__ import annotations

import json

_SHELL = """<script>
window.answerable = ((known) => {
  const shell = { ...known, choose() {} };
  shell.server = new Promise((resolve) => (shell.serve = resolve));
  shell.ready = new Promise((resolve) => (shell.started = resolve));
  shell.settled = new Promise((resolve) => (shell.settle = resolve));
  return shell;
})(%s);
</script>"""


def shell_script(collection: str, base: str, *, read_only: bool = False) -> str:
    """The script.

    Args:
        collection: key of the collection to begin with.
        base: the root path behind a proxy, without a slash at its end.
        read_only: whether the server takes no feedback.
    """
    # Within a script element, "<" could end it.
    known = json.dumps({"collection": collection, "base": base, "readOnly": read_only}).replace(
        "<", "\\u003c"
    )
    return _SHELL % known
