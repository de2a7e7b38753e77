"""Generated music: instruments, what they play, and the files it becomes."""
