"""Drawn front covers, one style and one palette an album."""

from tests.sandbox.covers.cover import draw_cover

__all__ = ["draw_cover"]
