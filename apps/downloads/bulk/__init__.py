"""Doing one thing with many downloads."""
