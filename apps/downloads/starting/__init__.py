"""What a new download begins with."""
