"""A track's bytes over HTTP: as they are, in ranges, or transcoded."""
