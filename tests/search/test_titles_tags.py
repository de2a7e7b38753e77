"""Format, quality, medium, type, edition and group out of release titles. All titles are invented."""

from typing import Any

import pytest

from apps.search.titles import read_title
from apps.search.vocabulary import AudioFormat, Medium, ReleaseType

FLAC = {"format": AudioFormat.FLAC, "lossless": True}
MP3 = {"format": AudioFormat.MP3, "lossless": False}


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ("[FLAC]", FLAC),
        ("FLAC 24bit/96kHz", FLAC | {"bit_depth": 24, "sample_rate_khz": 96.0}),
        ("[24B-44.1kHz FLAC]", FLAC | {"bit_depth": 24, "sample_rate_khz": 44.1}),
        ("[FLAC 24-192 LP]", FLAC | {"bit_depth": 24, "sample_rate_khz": 192.0, "source": Medium.VINYL}),
        ("16bit-44.1kHz FLAC CD", FLAC | {"bit_depth": 16, "sample_rate_khz": 44.1, "source": Medium.CD}),
        ("[TR24][OF]", FLAC | {"bit_depth": 24, "inferred": ("format",)}),
        ("[Hi-Res] 24/88", {"bit_depth": 24, "sample_rate_khz": 88.2}),
        ("[lossless]", {"lossless": True, "format": None}),
        ("MP3 320kbps", MP3 | {"bitrate": 320, "inferred": ()}),
        ("[320]", MP3 | {"bitrate": 320, "inferred": ("format",)}),
        ("@192", MP3 | {"bitrate": 192}),
        ("MP3@256kbps", MP3 | {"bitrate": 256}),
        ("[V0]", MP3 | {"vbr": "V0", "bitrate": None}),
        ("[MP3 V2 (VBR)]", MP3 | {"vbr": "V2"}),
        ("[M4A-256]", {"format": AudioFormat.AAC, "bitrate": 256, "lossless": False}),
        ("[iTunes Plus AAC M4A]", {"format": AudioFormat.AAC, "bitrate": 256, "inferred": ("bitrate",)}),
        ("[M4A lossless]", {"format": AudioFormat.ALAC, "lossless": True}),
        ("(ALAC)", {"format": AudioFormat.ALAC, "lossless": True}),
        ("[ape]", {"format": AudioFormat.APE, "lossless": True}),
        ("[WavPack]", {"format": AudioFormat.WAVPACK, "lossless": True}),
        ("[Opus 128]", {"format": AudioFormat.OPUS, "bitrate": 128, "lossless": False}),
        ("OGG Vorbis q8", {"format": AudioFormat.OGG, "vorbis_quality": 8, "lossless": False}),
        ("[WMA320]", {"format": AudioFormat.WMA, "bitrate": 320, "lossless": False}),
        ("[WMA Lossless]", {"format": AudioFormat.WMA, "lossless": True}),
        ("[SACD ISO DSD64]", {"format": AudioFormat.DSD, "lossless": True, "source": Medium.SACD}),
        ("[Blu-ray Audio]", {"source": Medium.BLURAY}),
        ("[DVD-A]", {"source": Medium.DVD}),
        ("(3LP) vinyl rip", {"source": Medium.VINYL}),
        ("12 inch", {"source": Medium.VINYL}),
        ("[2xCD]", {"source": Medium.CD}),
        ("(Cassette)", {"source": Medium.CASSETTE}),
        ("[FLAC + cue + log]", FLAC | {"log": True, "cue": True, "log_score": None}),
        ("[FLAC / Log (98%) / Cue]", FLAC | {"log": True, "cue": True, "log_score": 98}),
        ("[MP3 320 24bit]", MP3 | {"bit_depth": None}),
        ("[Site.Example]", {"format": None, "lossless": None, "bitrate": None, "source": None}),
    ],
)
def test_quality(tags: str, wanted: dict[str, Any]) -> None:
    read = read_title(f"Ferry Crossing - Low Tide {tags}")
    assert (read.artist, read.album) == ("Ferry Crossing", "Low Tide")
    assert {name: getattr(read, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Ferry_Crossing-Low_Tide-CDS-2001-GRP", ReleaseType.SINGLE),
        ("Ferry_Crossing-Low_Tide-CDEP-2001-GRP", ReleaseType.EP),
        ("Ferry Crossing - Low Tide EP (2001)", ReleaseType.EP),
        ("Ferry Crossing - Low Tide - Single (2001)", ReleaseType.SINGLE),
        ("Ferry Crossing - Greatest Hits (2001)", ReleaseType.COMPILATION),
        ("Ferry Crossing - Live at the Harbour (2001)", ReleaseType.LIVE),
        ("Ferry Crossing - Low Tide (Nora Remix) [320]", ReleaseType.REMIX),
        ("Ferry_Crossing-Low_Tide-OST-WEB-2001-GRP", ReleaseType.SOUNDTRACK),
        ("Ferry Crossing - Low Tide (2001) [Concert Recording] [FLAC Lossless / Soundboard]", ReleaseType.CONCERT),
        ("Ferry Crossing - Low Tide (2001)", None),
    ],
)
def test_release_type(title: str, wanted: ReleaseType | None) -> None:
    assert read_title(title).release_type == wanted


@pytest.mark.parametrize(
    ("title", "edition", "year", "remaster"),
    [
        (
            "A B - C D (1999) [Album] [Japan / bonus track 2006] [FLAC Lossless / CD]",
            "Japan / bonus track",
            2006,
            False,
        ),
        ("A B - C D (1999) [Album] [Remastered 2006] [MP3 320 / CD]", "Remastered", 2006, True),
        ("A B - C D (1999) [Album] [2006] [MP3 320 / CD]", None, 2006, False),
        ("A B - C D (2006 Remaster) [FLAC]", "Remaster", 2006, True),
        ("A B - C D (Deluxe Edition) (1999)", "Deluxe Edition", None, False),
        ("A B - C D (1999) {2006 Reissue}", "Reissue", 2006, False),
        ("A_B-C_D-Limited_Edition-CD-FLAC-1999-GRP", "Limited Edition", None, False),
        ("A B - C D (1999)", None, None, False),
    ],
)
def test_edition(title: str, edition: str | None, year: int | None, remaster: bool) -> None:
    read = read_title(title)
    assert (read.edition, read.edition_year, read.remaster) == (edition, year, remaster)


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("Ferry_Crossing-Low_Tide-WEB-2011-GRP", "GRP"),
        ("Ferry_Crossing-Low_Tide-WEB-2011-GRP_INT", "GRP"),
        ("Ferry_Crossing-Low_Tide-WEB-2011-GRP-xpost", "GRP"),
        ("Ferry_Crossing-Low_Tide-WEB-2011", None),
        ("Ferry Crossing-Low Tide(2011)-[GRP]", "GRP"),
        ("Ferry_Crossing-Low_Tide-2011-GRP [Site]", "GRP"),
        ("Ferry_Crossing-Low_Tide-WEB-2011-320", None),
        ("Ferry Crossing - Low Tide (2011) [FLAC]", None),
        ("A.Film.2011.1080p.BluRay.x264-GRP", "GRP"),
        ("A.Film.2011.1080p.BluRay.x264-A-GRP", "A-GRP"),
        ("A Show (2021) S01 (1080p WEB-DL x265 AAC 2.0 Maker) [Site]", "Maker"),
        ("A Show 2x04 (720p-HDTV-x264-GRP)[Site]", "GRP"),
        ("A.Show.S02E04.720p.HDTV.x264-GRP-={Site}=-", "GRP"),
        ("[Maker] A Show - Vol.01 [BD][720p-AAC]", "Maker"),
        ("[Maker] A Show - 03 (1080p) [0A1B2C3D].mkv", "Maker"),
    ],
)
def test_group(title: str, group: str | None) -> None:
    assert read_title(title).group == group


@pytest.mark.parametrize(
    ("title", "repack", "version"),
    [
        ("A_B-C_D-REPACK-WEB-FLAC-2011-GRP", True, 2),
        ("A_B-C_D-PROPER-WEB-FLAC-2011-GRP", False, 2),
        ("A_B-C_D-RERIP2-WEB-FLAC-2011-GRP", True, 3),
        ("A_B-C_D-WEB-FLAC-2011-GRP", False, 1),
    ],
)
def test_repacks(title: str, repack: bool, version: int) -> None:
    read = read_title(title)
    assert (read.repack, read.version) == (repack, version)


def test_scene_names_without_a_format_are_mp3() -> None:
    read = read_title("Ferry_Crossing-Low_Tide-WEB-IT-2021-GRP")
    assert (read.format, read.lossless, read.inferred) == (AudioFormat.MP3, False, ("format", "bitrate"))
    assert read.language == "Italian"
