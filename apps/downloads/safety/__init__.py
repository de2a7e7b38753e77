"""What protects the disk: limits, names, and what a file really is."""
