"""A torrent that is here already, added once more: what the second adding brings goes to the first."""
