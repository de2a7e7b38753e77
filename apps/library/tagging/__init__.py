"""Tags in files that stand in the library: written whole or not at all, and with a way back to the byte.

`deltas` says how a tagged file becomes the one it was, `journal` keeps that, `rewriting` changes files, `undoing` takes
it back.
"""
