"""Artist, album and year out of titles of every habit. All titles are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.titles import Wanted, read_title
from apps.search.titles.notes import clean_title

NOCTURNES = ("Ferry Crossing", "Nocturnes", 2011)


@pytest.mark.parametrize(
    "title",
    [
        "Ferry Crossing - Nocturnes (2011) [FLAC]",
        "Ferry Crossing – Nocturnes [2011] {MP3 V0}",
        "Ferry Crossing - 2011 - Nocturnes",
        "Ferry Crossing - [2011] Nocturnes (320)",
        "Ferry Crossing - 2011 Nocturnes [320 kbps]",
        "Ferry Crossing -2011- Nocturnes",
        "[2011] Ferry Crossing - Nocturnes (FLAC)",
        "2011 - Ferry Crossing - Nocturnes [FLAC]",
        "2011. Ferry Crossing - Nocturnes [FLAC]",
        "Ferry Crossing - Nocturnes 2011 FLAC",
        "Ferry Crossing - Nocturnes WEB 2011",
        "Ferry Crossing - Nocturnes (Deluxe Edition) 2011 320 kbps",
        "Ferry Crossing - Nocturnes (feat. The Tides) (2011) [M4A]",
        "Ferry Crossing - Nocturnes (2011) Mp3 320kbps [SomeSite] ⭐️",
        "Ferry Crossing | Nocturnes | 2011 | FLAC",
        "Ferry Crossing 「Nocturnes」 [2011.05.12] FLAC",
        "(Dream Pop / Shoegaze) [WEB] Ferry Crossing - Nocturnes - 2011, FLAC (tracks + .cue), lossless",
        "[ www.some-site.example ] - Ferry Crossing - Nocturnes (2011)",
        "Ferry+Crossing+-+Nocturnes+(2011)+[FLAC]",
        "Ferry.Crossing.-.Nocturnes.2011.FLAC",
        "Ferry_Crossing-Nocturnes-2011-GRP",
        "Ferry_Crossing_-_Nocturnes-CD-FLAC-2011-GRP_INT",
        "Ferry_Crossing--Nocturnes-SAT-14-05-2011-GRP",
        "Ferry_Crossing-Nocturnes-(CAT_014)-2CD-DE-2011-GRP",
        "Ferry_Crossing-Nocturnes-Limited_Edition-24BIT-96KHZ-WEB-FLAC-2011-GRP",
        "Ferry_Crossing-2011-Nocturnes-GRP",
        "Ferry Crossing-Nocturnes-CD-FLAC-2011-GRP-Obfuscated",
        "Ferry Crossing - Nocturnes 2011 Full Album",
        "Ferry.Crossing-Nocturnes.2011.MP3.320kbps-GRP",
        '[509]-[FULL]-[#a.b.c@Net]-[ Ferry_Crossing-Nocturnes-CD-2011-GRP ]-[01/20] - "00-f.nfo" yEnc (1/20)',
        'Ferry Crossing - Nocturnes (2011) [01/14] - "Ferry Crossing.par2" yEnc (1/1)',
        '"Ferry_Crossing-Nocturnes-2011-GRP.part01.rar" yEnc (1/99)',
        "Ferry Crossing - Nocturnes (2011) [Album] [FLAC Lossless / CD / Log (100%) / Cue]",
        "Ferry Crossing - Nocturnes (2011) [Single] [Japan / 2 bonus tracks 2013] [MP3 320 / WEB]",
    ],
)
def test_one_album_in_many_spellings(title: str) -> None:
    read = read_title(title)
    assert read.is_music
    assert (read.artist, read.album, read.year) == NOCTURNES


@pytest.mark.parametrize(
    ("title", "artist", "album", "year"),
    [
        ("1348 - Plague Year (2005) [FLAC]", "1348", "Plague Year", 2005),
        ("The 1871 - Commune (2020) Mp3 320kbps", "The 1871", "Commune", 2020),
        ("Ferry Crossing - 1848 (1982) {FLAC}", "Ferry Crossing", "1848", 1982),
        ("Ferry Crossing - 1948 [FLAC]", "Ferry Crossing", "1948", None),
        ("Ferry Crossing - 1948 (Nora's Version) (2023) [FLAC]", "Ferry Crossing", "1948 (Nora's Version)", 2023),
        ("Ferry Crossing - 1967-1970 (2009) FLAC", "Ferry Crossing", "1967-1970", 2009),
        ("Ferry Crossing - ( ) (2002) [FLAC]", "Ferry Crossing", "( )", 2002),
        ("!!! - ??? (2004) [MP3]", "!!!", "???", 2004),
        ("+55 - Bus Stop (2006) 320", "+55", "Bus Stop", 2006),
        ("Q.R.S. - Tide (2007) V0", "Q.R.S.", "Tide", 2007),
        ("Q_R_S_-Tide-WEB-2007-GRP", "Q.R.S.", "Tide", 2007),
        ("Marie-Luise Ohm - Brot (1976) [FLAC]", "Marie-Luise Ohm", "Brot", 1976),
        ("Marie-Luise_Ohm-Brot-CD-FLAC-1976-GRP", "Marie-Luise Ohm", "Brot", 1976),
        ("T-Bone_Jack-Brot-CD-FLAC-1976-GRP", "T-Bone Jack", "Brot", 1976),
        ("Ferry_Crossing-Tide-In-CD-FLAC-1976-GRP", "Ferry Crossing", "Tide-In", 1976),
        ("VA-Nights_Out_Vol_3-WEB-2021-GRP", "VA", "Nights Out Vol 3", 2021),
        ("VA - Hits of the Harbour 2016 [FLAC]", "VA", "Hits of the Harbour 2016", 2016),
        ("Ape Opus - Web of Tape (1999) [FLAC]", "Ape Opus", "Web of Tape", 1999),
        ("Ferry Crossing - Live (2011)", "Ferry Crossing", "Live", 2011),
        ("Ferry Crossing - EP (2011) [MP3 320]", "Ferry Crossing", "EP", 2011),
        ("Ferry Crossing - Tide (36 Bridges) [1993] FLAC", "Ferry Crossing", "Tide (36 Bridges)", 1993),
        ("Ferry Crossing - Tide: In & Out, Vol. 2 (2010)", "Ferry Crossing", "Tide: In & Out, Vol. 2", 2010),
        ("Ferry Crossing - Tide (German Version) 1977 FLAC", "Ferry Crossing", "Tide (German Version)", 1977),
        ("Ferry Crossing - Tide - The Lost Tapes (2012) [FLAC]", "Ferry Crossing", "Tide - The Lost Tapes", 2012),
        ("Ferry Crossing - 1994-05-12 - Harbour Hall [FLAC]", "Ferry Crossing", "1994-05-12 - Harbour Hall", 1994),
        ("Кит - Под водой (1988) FLAC", "Кит", "Под водой", 1988),
        ("林檎 - 夜想曲 (2001) [FLAC]", "林檎", "夜想曲", 2001),
        ("[2011.05.12] 林檎 - 夜想曲 [FLAC 24bit/48kHz]", "林檎", "夜想曲", 2011),
        ("Ferry Crossing Live at Pier Hall on 1977-05-08", "Ferry Crossing", "Live at Pier Hall on 1977-05-08", 1977),
        ("Nocturnes Series 2 (PIER028D)-WEB-2012-GRP", None, "Nocturnes Series 2", 2012),
        ("Ferry Crossing - Low Tide EP 2010", "Ferry Crossing", "Low Tide EP", 2010),
        ("Ferry Crossing - Harbour Hits 2010", "Ferry Crossing", "Harbour Hits 2010", 2010),
        ("Ferry_Crossing-EP-2012-GRP", "Ferry Crossing", "EP", 2012),
        ("Ferry Crossing - Tide (PIERCD002) [2007]", "Ferry Crossing", "Tide", 2007),
        ("Ferry Crossing \x08 - Tide", "Ferry Crossing", "Tide", None),
        ("Ferry Crossing Nocturnes 2011 320kbps", None, "Ferry Crossing Nocturnes", 2011),
    ],
)
def test_names_that_look_like_something_else(title: str, artist: str | None, album: str, year: int | None) -> None:
    read = read_title(title)
    assert (read.artist, read.album, read.year) == (artist, album, year)


@pytest.mark.parametrize(
    ("title", "artist", "start", "end"),
    [
        ("Ferry Crossing - Discography (1981-2001) [FLAC]", "Ferry Crossing", 1981, 2001),
        ("Ferry Crossing Discography 1981-2001 @320", "Ferry Crossing", 1981, 2001),
        ("The Complete Ferry Crossing Discography MP3", "Ferry Crossing", None, None),
        (
            "(Synthpop) Ferry Crossing - Дискография (12 релизов) - 1981-2019, FLAC (tracks)",
            "Ferry Crossing",
            1981,
            2019,
        ),
        ("Discografia Completa de Ferry Crossing [MP3]", "Ferry Crossing", None, None),
        ("(Indie) Ferry Crossing - Collection (5 albums) - 2001-2013, MP3, 320 kbps", "Ferry Crossing", 2001, 2013),
    ],
)
def test_discographies(title: str, artist: str, start: int | None, end: int | None) -> None:
    read = read_title(title)
    assert read.discography
    assert (read.artist, read.album) == (artist, None)
    assert (read.discography_start, read.discography_end) == (start, end)


def test_a_span_of_years_alone_is_no_discography() -> None:
    read = read_title("Ferry Crossing - Singles 1981-1985 (1999) [FLAC]")
    assert not read.discography
    assert (read.album, read.year) == ("Singles 1981-1985", 1999)


@pytest.mark.parametrize(
    ("title", "wanted", "artist", "album"),
    [
        (
            "Ferry Crossing Nocturnes CD FLAC 2011 GRP",
            Wanted("Ferry Crossing", ("Nocturnes",)),
            "Ferry Crossing",
            "Nocturnes",
        ),
        ("Nocturnes Nocturnes FLAC", Wanted("Nocturnes", ("Nocturnes",)), "Nocturnes", "Nocturnes"),
        ("Björk Guð FLAC", Wanted("bjork", ("gud",)), "bjork", "gud"),
        ("Ferry Crossing + FLAC", Wanted("Ferry Crossing", ("+",)), "Ferry Crossing", "+"),
        ("Tide The Remix FLAC", Wanted("Tide", ("The", "The Remix")), "Tide", "The Remix"),
        ("Someone Else Whole Title FLAC", Wanted("Ferry Crossing", ("Nocturnes",)), None, "Someone Else Whole Title"),
    ],
)
def test_what_was_searched_for_parts_a_title(title: str, wanted: Wanted, artist: str | None, album: str) -> None:
    read = read_title(title, wanted=wanted)
    assert (read.artist, read.album) == (artist, album)


@pytest.mark.parametrize(
    ("title", "artist", "track"),
    [
        ("03. Ferry Crossing - Low Tide.flac", "Ferry Crossing", "Low Tide"),
        ("03 - Ferry Crossing - Low Tide.mp3", "Ferry Crossing", "Low Tide"),
        ("Ferry Crossing - Low Tide.mp3", "Ferry Crossing", "Low Tide"),
        ("03. Low Tide.ogg", None, "Low Tide"),
    ],
)
def test_a_single_file_is_a_track(title: str, artist: str | None, track: str) -> None:
    read = read_title(title)
    assert (read.artist, read.album, read.track_title) == (artist, None, track)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Low Tide (Deluxe Edition)", "Low Tide"),
        ("Low Tide [40th Anniversary Super Deluxe]", "Low Tide"),
        ("Low Tide (2011 Remaster)", "Low Tide"),
        ("Low Tide - Remastered 2011", "Low Tide"),
        ("Low Tide - 2011 Remastered Version", "Low Tide"),
        ("Low Tide (feat. Nora) (Remastered)", "Low Tide"),
        ("Low Tide ft. Nora", "Low Tide"),
        ("Low Tide (Interlude) (Prod. by Nora)", "Low Tide (Interlude)"),
        ("Low Tide (Nora's Version)", "Low Tide (Nora's Version)"),
        ("Low Tide (Single Version)", "Low Tide"),
        ("Low Tide (Live)", "Low Tide (Live)"),
        ("Low Tide (Album)", "Low Tide"),
        ("Special Edition", "Special Edition"),
        ("(Remastered)", "(Remastered)"),
        ("Featherweight", "Featherweight"),
        ("Mr. Low (Special Edition)", "Mr. Low"),
    ],
)
def test_names_without_their_notes(name: str, clean: str) -> None:
    assert clean_title(name) == clean
    assert read_title(name).clean == clean


NAME = st.from_regex(r"[A-Z][a-z]{4,9}( [A-Z][a-z]{4,9}){1,2}", fullmatch=True).filter(
    lambda name: read_title(f"{name} - {name}").album == name and read_title(name).is_music
)
YEAR = st.integers(1950, 2030)


@given(artist=NAME, album=NAME, year=YEAR)
def test_composed_titles_are_taken_apart_again(artist: str, album: str, year: int) -> None:
    scene = f"{artist}-{album}".replace(" ", "_")
    for title in (
        f"{artist} - {album} ({year}) [FLAC]",
        f"{artist} - {album} [{year}] MP3 320kbps",
        f"{artist} - {album} - {year}, FLAC, lossless",
        f"{artist} - {album} ({year}) [Album] [FLAC 24bit Lossless / WEB]",
        f"{scene}-CD-FLAC-{year}-GRP",
        f"{scene}-(CAT0{year % 10}1)-WEB-{year}-GRP_INT",
    ):
        read = read_title(title)
        assert (read.artist, read.album, read.year) == (artist, album, year), title
