"""The page's own scripts and styles: served from the package, and kept by browsers until they change.

All of them stand under one name made of their content, so that modules find each other by
relative names and a new version is a new address. Gradio has `/assets` to itself.
"""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

_FOLDER = "assets"
# A fixed set of types, whatever the machine's own table of types says.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_KEEP = "public, max-age=31536000, immutable"
_ENTRY_STYLE, _ENTRY_SCRIPT = "style.css", "main.js"
_DIGITS = 16


@cache
def _assets() -> dict[str, bytes]:
    """Every asset by its name, read once: an update of the package needs a restart anyway."""
    found = sorted(files("ui.web").joinpath(_FOLDER).iterdir(), key=lambda each: each.name)
    return {each.name: each.read_bytes() for each in found if _suffix(each.name) in _TYPES}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name, content in _assets().items():
        digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()[:_DIGITS]


def asset_url(name: str, root_path: str = "") -> str:
    """Where a browser finds an asset.

    Args:
        root_path: the path under which a proxy shows the app.

    Raises:
        KeyError: there is no asset of this name.
    """
    if name not in _assets():
        raise KeyError(name)
    return f"{root_path}/own/{_version()}/{name}"


def head_tags(root_path: str = "") -> str:
    """What the page's head must hold: the styles and the module that loads the others.

    A link and not Gradio's `css`: that would rewrite the selectors and tear apart the media queries.
    """
    # Colours and the layout first: the others refine them.
    styles = [_ENTRY_STYLE, *(name for name in _assets() if _suffix(name) == ".css" and name != _ENTRY_STYLE)]
    links = "".join(f'<link rel="stylesheet" href="{asset_url(name, root_path)}">' for name in styles)
    return f'{links}<script type="module" src="{asset_url(_ENTRY_SCRIPT, root_path)}"></script>'


def static_router() -> APIRouter:
    """The route of the assets."""
    router = APIRouter()

    @router.api_route("/own/{version}/{name}", methods=["GET", "HEAD"])
    async def asset(version: str, name: str) -> Response:
        content = _assets().get(name)
        if content is None or version != _version():
            return PlainTextResponse("There is no such file.", HTTPStatus.NOT_FOUND)
        return Response(content, media_type=_TYPES[_suffix(name)], headers={"Cache-Control": _KEEP})

    return router


def _suffix(name: str) -> str:
    return name[name.rfind(".") :]
