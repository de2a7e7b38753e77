"""Puts short, generated albums into a running home's library, through the real import."""

import sys
from pathlib import Path

ALBUMS = {
    ("Nine Harbours", "Still Water"): (("Low Tide", 3.0, 330.0), ("Slack Water", 40.0, 220.0), ("Ebb", 40.0, 440.0)),
    ("Nine Harbours", "Far Shore"): (("Lantern", 30.0, 260.0), ("Rope", 30.0, 300.0)),
    ("Ada Moreno", "Glass Rooms"): (("Door", 30.0, 280.0),),
}


def stock(folder: str) -> None:
    """Write the albums below `folder` and import them. Runs inside Django (`manage.py shell`)."""
    from apps.library.services import import_finished
    from tests.library.albums import edition, finished, picture, write_audio

    for (artist, title), songs in ALBUMS.items():
        place = Path(folder) / title
        for number, (song, seconds, pitch) in enumerate(songs, start=1):
            write_audio(place / f"{number:02} {song}.flac", seconds, pitch)
        (place / "cover.jpg").write_bytes(picture())
        names, lengths = [song[0] for song in songs], [song[1] for song in songs]
        details = edition(names, title=title, artist=artist, lengths=lengths, artist_mbid="", artist_sort=artist)
        outcome = import_finished(finished(place, details))
        print(type(outcome).__name__, title, file=sys.stderr)
