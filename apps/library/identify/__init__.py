"""Which edition files are: a global best assignment, with a score that a person can read."""
