"""Whom a torrent asks: its trackers and web seeds, as a person wishes them."""
