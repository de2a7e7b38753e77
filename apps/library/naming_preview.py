"""What a naming template makes of albums: made-up ones that are hard to name, and the newest of the library."""

from dataclasses import dataclass

from apps.library.models import Album
from apps.library.naming import TrackNaming, check_template, render

OWN_ALBUMS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A track before and after: what it is, in words, and the path that it gets."""

    about: str
    path: str


SAMPLES = (
    (
        "An album",
        ".flac",
        TrackNaming(
            albumartist="Radiohead",
            album="OK Computer",
            title="Karma Police",
            track="06",
            year="1997",
            artist="Radiohead",
            label="Parlophone",
            catalognumber="NODATA 02",
            kind="Album",
            media="CD",
            format="FLAC",
        ),
    ),
    (
        "The second of two discs",
        ".flac",
        TrackNaming(
            albumartist="Pink Floyd",
            album="The Wall",
            title="Hey You",
            track="01",
            disc="2",
            year="1979",
            artist="Pink Floyd",
            edition="remaster",
            label="EMI",
            kind="Album",
            media="CD",
            format="FLAC",
        ),
    ),
    (
        "A compilation",
        ".mp3",
        TrackNaming(
            albumartist="Various Artists",
            album="Trojan Box Set: Dub",
            title="King Tubby Meets Rockers Uptown",
            track="11",
            year="1998",
            artist="Augustus Pablo",
            track_artist="Augustus Pablo",
            kind="Compilation",
            media="CD",
            format="MP3",
        ),
    ),
    (
        "Classical",
        ".flac",
        TrackNaming(
            albumartist="Carlos Kleiber, Wiener Philharmoniker",
            album="Symphonien 5 & 7",
            title="Sinfonie Nr. 5 c-Moll, op. 67: I. Allegro con brio",
            track="01",
            year="1975",
            artist="Wiener Philharmoniker, Carlos Kleiber",
            composer="Ludwig van Beethoven",
            label="Deutsche Grammophon",
            kind="Album",
            media="CD",
            format="FLAC",
        ),
    ),
    (
        "Names that file systems refuse",
        ".flac",
        TrackNaming(
            albumartist="AC/DC",
            album='Live: "Who Made Who?" <Pt. 1>',
            title="CON. " + "A very long title " * 16,
            track="01",
            year="1986",
            artist="AC/DC",
            kind="Live",
            media="Vinyl",
            format="FLAC",
        ),
    ),
)


def preview(template: str) -> list[Example]:
    """The paths that `template` gives. Raises TemplateError with a sentence where it cannot be used."""
    check_template(template)
    made = [(about, suffix, naming) for about, suffix, naming in (*SAMPLES, *_own())]
    return [Example(about, "/".join(render(template, naming)) + suffix) for about, suffix, naming in made]


def _own() -> list[tuple[str, str, TrackNaming]]:
    found = []
    for album in Album.objects.order_by("-added_at")[:OWN_ALBUMS]:
        track = album.tracks.order_by("-disc_number", "track_number").first()
        if track is None:
            continue
        various = album.artist_name == "Various Artists"
        naming = TrackNaming(
            albumartist=album.artist_name,
            album=album.title,
            title=track.title,
            track=f"{track.track_number:02}" if track.track_number else "",
            disc=str(track.disc_number) if album.disc_count > 1 else "",
            year=str(album.year or ""),
            artist=track.artist_name,
            track_artist=track.artist_name if various else "",
            edition=album.edition,
            label=album.label,
            catalognumber=album.catalog_number,
            kind=album.kind,
            format=album.format,
            composer=track.composer,
        )
        found.append((f"Yours: {album.title}", f".{track.audio_file.suffix.lstrip('.')}", naming))
    return found
