"""Giving back: how much is enough, and what happens then."""
