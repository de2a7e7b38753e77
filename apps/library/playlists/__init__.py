"""Playlists: by hand, by rules, and as M3U8 files."""
