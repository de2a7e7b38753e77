"""How many seed right now: asked of the trackers themselves, never of an indexer."""
