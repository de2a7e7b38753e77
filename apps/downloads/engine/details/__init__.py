"""The engine's answers to those who look at a download closely."""
