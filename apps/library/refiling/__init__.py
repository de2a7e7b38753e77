"""An album that stands in the library becomes another edition: looked up, planned, tagged, renamed, its rows rewritten.

Whatever is wished is a row (`AlbumChange`), and every step may be repeated after a kill.
"""
