"""What names no music is told from what does. All titles are invented."""

import pytest

from apps.search.titles import ContentType, read_title


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("The.Long.Pier.2015.1080p.BluRay.x264-GRP", ContentType.MOVIE),
        ("The Long Pier (2015) [720p]", ContentType.MOVIE),
        ("The.Long.Pier.1971.BluRay.Remux.1080p.AVC.FLAC.1.0-GRP", ContentType.MOVIE),
        ("The.Long.Pier.2015.German.DTS.BluRay", ContentType.MOVIE),
        ("pier holiday.mkv", ContentType.MOVIE),
        ("Pier.Street.S02E03.720p.HDTV.x264-GRP", ContentType.EPISODE),
        ("Pier Street - 2x03 - Low Tide", ContentType.EPISODE),
        ("Pier.Street.2019.02.11.Nora.720p.WEB.h264-GRP", ContentType.EPISODE),
        ("[Subbers] Pier Street - 12 [1080p].mkv", ContentType.EPISODE),
        ("[Subbers] Pier Street - 03v2 [0A1B2C3D]", ContentType.EPISODE),
        ("[Subbers]_Pier_Street_07_(1280x720_AAC_HDTV)_[0A1B2C3D].mkv", ContentType.EPISODE),
        ("Pier.Street.S01.COMPLETE.720p.WEB-DL-GRP", ContentType.SERIES),
        ("Pier Street Season 2 1080p WEB-DL", ContentType.SERIES),
        ("MotoGP.2020.Race.One.720p.WEB.h264-GRP", ContentType.SPORTS),
        ("Pier_Racer_USA_PS2-GRP", ContentType.GAME),
        ("Pier.Racer-RELOADED", ContentType.GAME),
        ("Pier.Racer.Update.v1.0.3-CODEX", ContentType.GAME),
        ("Pier.Office.Pro.v3.5.2.Incl.Keygen-GRP", ContentType.APP),
        ("Pier Office 11 x64 Multilingual", ContentType.APP),
        ("Nora.Quay.-.The.Long.Pier.2015.RETAIL.EPUB.eBook-GRP", ContentType.BOOK),
        ("The Long Pier 005 (2018) (digital) (Scanner)", ContentType.COMIC),
        ("Pier.Weekly.May.2018.PDF", ContentType.MAGAZINE),
        ("Nora_Quay-The_Long_Pier-AUDIOBOOK-2015-GRP", ContentType.AUDIOBOOK),
        ("Nora Quay - The Long Pier (Unabridged) [MP3 64kbps]", ContentType.AUDIOBOOK),
        ("Udemy.Build.A.Pier.Tutorial-GRP", ContentType.EDUCATION),
    ],
)
def test_other_kinds(title: str, kind: ContentType) -> None:
    read = read_title(title)
    assert (read.is_music, read.type) == (False, kind)
    assert (read.artist, read.album, read.reject) == (None, None, False)


@pytest.mark.parametrize(
    "title",
    [
        "Nora Quay - XXX (2011) [FLAC]",
        "Nora Quay - Windows (1999)",
        "Nora Quay - Season 4 (2010)",
        "Nora Quay - Episode 1 [MP3]",
        "Nora Quay - 4x4 (2010)",
        "Nora Quay - The Movie (2010)",
        "Nora Quay - PS3 (2010)",
        "Magazine Digital - Comic (1978)",
        "Nora Quay - Genesis",
        "Nora_Quay-Strange-2004-GRP",
        "Nora Quay - Low Tide (2010) [Blu-ray Audio] FLAC",
        "Nora Quay - Low Tide (1996) DTS-CD 5.1",
        "Nora.Quay.Drum.Kit.WAV-GRP",
        "Anime Harbour",
        "Nora Quay - Low Tide [Retail][CBR 320]",
    ],
)
def test_music_that_sounds_like_something_else(title: str) -> None:
    read = read_title(title)
    assert (read.is_music, read.type, read.video) == (True, None, False)


@pytest.mark.parametrize(
    ("title", "artist", "album"),
    [
        ("Nora_Quay-Low_Tide-DDC-1080p-x264-2020-GRP", "Nora Quay", "Low Tide"),
        ("Nora_Quay-Live_At_The_Pier-NTSC-MDVDR-2004-GRP", "Nora Quay", "Live At The Pier"),
        ("Nora.Quay.Live.At.The.Pier.2011.720p.MBluRay.x264-GRP", None, "Nora Quay Live At The Pier"),
    ],
)
def test_music_videos_are_music(title: str, artist: str | None, album: str) -> None:
    read = read_title(title)
    assert (read.is_music, read.video, read.group) == (True, True, "GRP")
    assert (read.artist, read.album) == (artist, album)


@pytest.mark.parametrize(
    "title",
    [
        "9f86d081884c7d659a2feaa0c55ad015",
        "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B.mkv",
        "123e4567-e89b-12d3-a456-426614174000",
        "kQ7xW2mZp9LrT4vNc8YbJ3hGd6Fs",
        "kQ7xW2mZp9LrT4 vNc8YbJ3hGd6FsA1",
        "",
        "   ",
        "012345678901",
    ],
)
def test_noise_is_rejected(title: str) -> None:
    read = read_title(title)
    assert (read.reject, read.is_music, read.artist, read.album) == (True, False, None, None)


@pytest.mark.parametrize(
    "title", ["1989", "25", "NOW96", "ThisIsWhatITalkAbout4You2Day", "MrFlac2016Best", "Supercalifragilistic"]
)
def test_short_and_run_together_names_are_not_noise(title: str) -> None:
    assert not read_title(title).reject
