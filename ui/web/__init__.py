"""The web chat: answers as HTML, the page, and the server on this machine alone."""
