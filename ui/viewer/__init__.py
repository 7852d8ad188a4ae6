"""The source viewer: a whole document as HTML with quotes marked, and its original file."""

from ui.viewer.router import viewer_router

__all__ = ["viewer_router"]
