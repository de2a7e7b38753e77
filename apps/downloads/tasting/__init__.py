"""Taste before you take: one track first, examined and heard, before the rest is fetched."""
