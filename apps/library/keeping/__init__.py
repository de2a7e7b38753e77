"""Keeping a library in order: the recycle bin, copies held twice, files that are gone, fields changed in bulk."""
