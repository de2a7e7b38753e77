"""Tags of every audio format: read, written, and read in a process of its own. No Django in here."""
