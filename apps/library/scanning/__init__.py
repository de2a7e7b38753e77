"""Looking through the music folder: what is new, changed, moved or gone. Nothing in it is ever changed by looking.

`walking` lists folders, `grouping` makes albums of files, `rows` writes them in bulk, `scan` runs the whole.
"""
