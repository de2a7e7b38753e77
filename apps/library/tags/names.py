"""What a tag is called in each format.

The first column and the names written are those of MusicBrainz Picard
(https://picard-docs.musicbrainz.org/en/latest/appendices/tag_mapping.html), so that other programs understand them.
Names that are only read, because other programs write them, stand after it.
"""

from dataclasses import dataclass

MP4_FREEFORM = "----:com.apple.iTunes:"
MUSICBRAINZ_UFID = "http://musicbrainz.org"


@dataclass(frozen=True, slots=True)
class TagName:
    """One tag: our name, and the one to write for Vorbis comments, ID3v2.4, MP4, APEv2 and ASF ('' = not there).

    ID3 names are a frame, or `TXXX:` and a description. An MP4 name that starts with `:` is a free-form one.
    """

    name: str
    vorbis: str
    id3: str
    mp4: str
    ape: str
    asf: str
    also: tuple[str, ...] = ()


# Numbers (track, disc), the recording's UFID, lyrics and the compilation flag have forms of their own in some
# formats: `reading` and `writing` know them.
TAG_NAMES = (
    TagName("title", "TITLE", "TIT2", "©nam", "Title", "Title"),
    TagName("titlesort", "TITLESORT", "TSOT", "sonm", "TITLESORT", "WM/TitleSortOrder"),
    TagName("artist", "ARTIST", "TPE1", "©ART", "Artist", "Author", also=("AUTHOR",)),
    TagName("artists", "ARTISTS", "TXXX:Artists", ":ARTISTS", "Artists", "WM/ARTISTS"),
    TagName("artistsort", "ARTISTSORT", "TSOP", "soar", "ARTISTSORT", "WM/ArtistSortOrder"),
    TagName("album", "ALBUM", "TALB", "©alb", "Album", "WM/AlbumTitle"),
    TagName("albumsort", "ALBUMSORT", "TSOA", "soal", "ALBUMSORT", "WM/AlbumSortOrder"),
    TagName(
        "albumartist",
        "ALBUMARTIST",
        "TPE2",
        "aART",
        "Album Artist",
        "WM/AlbumArtist",
        also=("ALBUM ARTIST", "ALBUM_ARTIST", "TXXX:ALBUM ARTIST", "TXXX:ALBUMARTIST"),
    ),
    TagName("albumartistsort", "ALBUMARTISTSORT", "TSO2", "soaa", "ALBUMARTISTSORT", "WM/AlbumArtistSortOrder"),
    TagName("date", "DATE", "TDRC", "©day", "Year", "WM/Year", also=("YEAR", "DATE", "TYER", "TDRL", "WM/DATE")),
    TagName(
        "originaldate",
        "ORIGINALDATE",
        "TDOR",
        ":originaldate",
        "ORIGINALDATE",
        "WM/OriginalReleaseTime",
        also=("TORY",),
    ),
    TagName(
        "originalyear", "ORIGINALYEAR", "TXXX:originalyear", ":originalyear", "ORIGINALYEAR", "WM/OriginalReleaseYear"
    ),
    TagName("tracknumber", "TRACKNUMBER", "TRCK", "trkn", "Track", "WM/TrackNumber", also=("TRACK", "WM/TRACK")),
    TagName("totaltracks", "TRACKTOTAL", "", "", "", "TotalTracks", also=("TOTALTRACKS", "TRACKC")),
    TagName("discnumber", "DISCNUMBER", "TPOS", "disk", "Disc", "WM/PartOfSet", also=("DISC", "DISK")),
    TagName("totaldiscs", "DISCTOTAL", "", "", "", "", also=("TOTALDISCS", "DISCC")),
    TagName("discsubtitle", "DISCSUBTITLE", "TSST", ":DISCSUBTITLE", "DiscSubtitle", "WM/SetSubTitle"),
    TagName("media", "MEDIA", "TMED", ":MEDIA", "Media", "WM/Media"),
    TagName("genre", "GENRE", "TCON", "©gen", "Genre", "WM/Genre"),
    TagName("composer", "COMPOSER", "TCOM", "©wrt", "Composer", "WM/Composer"),
    TagName("composersort", "COMPOSERSORT", "TSOC", "soco", "COMPOSERSORT", "WM/ComposerSortOrder"),
    TagName("conductor", "CONDUCTOR", "TPE3", ":CONDUCTOR", "Conductor", "WM/Conductor"),
    TagName("work", "WORK", "TXXX:WORK", "©wrk", "WORK", "WM/Work"),
    TagName(
        "musicbrainz_workid",
        "MUSICBRAINZ_WORKID",
        "TXXX:MusicBrainz Work Id",
        ":MusicBrainz Work Id",
        "MUSICBRAINZ_WORKID",
        "MusicBrainz/Work Id",
    ),
    TagName("lyricist", "LYRICIST", "TEXT", ":LYRICIST", "Lyricist", "WM/Writer"),
    TagName("remixer", "REMIXER", "TPE4", ":REMIXER", "MixArtist", "WM/ModifiedBy"),
    TagName("movement", "MOVEMENTNAME", "MVNM", "©mvn", "MOVEMENTNAME", ""),
    TagName("label", "LABEL", "TPUB", ":LABEL", "Label", "WM/Publisher", also=("ORGANIZATION", "PUBLISHER")),
    TagName("catalognumber", "CATALOGNUMBER", "TXXX:CATALOGNUMBER", ":CATALOGNUMBER", "CatalogNumber", "WM/CatalogNo"),
    TagName("barcode", "BARCODE", "TXXX:BARCODE", ":BARCODE", "Barcode", "WM/Barcode"),
    TagName(
        "releasecountry",
        "RELEASECOUNTRY",
        "TXXX:MusicBrainz Album Release Country",
        ":MusicBrainz Album Release Country",
        "RELEASECOUNTRY",
        "MusicBrainz/Album Release Country",
    ),
    TagName(
        "releasestatus",
        "RELEASESTATUS",
        "TXXX:MusicBrainz Album Status",
        ":MusicBrainz Album Status",
        "MUSICBRAINZ_ALBUMSTATUS",
        "MusicBrainz/Album Status",
        also=("MUSICBRAINZ_ALBUMSTATUS",),
    ),
    TagName("asin", "ASIN", "TXXX:ASIN", ":ASIN", "ASIN", "ASIN"),
    TagName("script", "SCRIPT", "TXXX:SCRIPT", ":SCRIPT", "Script", "WM/Script"),
    TagName("language", "LANGUAGE", "TLAN", ":LANGUAGE", "Language", "WM/Language"),
    TagName(
        "releasetype",
        "RELEASETYPE",
        "TXXX:MusicBrainz Album Type",
        ":MusicBrainz Album Type",
        "MUSICBRAINZ_ALBUMTYPE",
        "MusicBrainz/Album Type",
        also=("MUSICBRAINZ_ALBUMTYPE",),
    ),
    TagName(
        "musicbrainz_albumid",
        "MUSICBRAINZ_ALBUMID",
        "TXXX:MusicBrainz Album Id",
        ":MusicBrainz Album Id",
        "MUSICBRAINZ_ALBUMID",
        "MusicBrainz/Album Id",
    ),
    TagName(
        "musicbrainz_albumartistid",
        "MUSICBRAINZ_ALBUMARTISTID",
        "TXXX:MusicBrainz Album Artist Id",
        ":MusicBrainz Album Artist Id",
        "MUSICBRAINZ_ALBUMARTISTID",
        "MusicBrainz/Album Artist Id",
    ),
    TagName(
        "musicbrainz_artistid",
        "MUSICBRAINZ_ARTISTID",
        "TXXX:MusicBrainz Artist Id",
        ":MusicBrainz Artist Id",
        "MUSICBRAINZ_ARTISTID",
        "MusicBrainz/Artist Id",
    ),
    TagName(
        "musicbrainz_releasegroupid",
        "MUSICBRAINZ_RELEASEGROUPID",
        "TXXX:MusicBrainz Release Group Id",
        ":MusicBrainz Release Group Id",
        "MUSICBRAINZ_RELEASEGROUPID",
        "MusicBrainz/Release Group Id",
    ),
    TagName(
        "musicbrainz_releasetrackid",
        "MUSICBRAINZ_RELEASETRACKID",
        "TXXX:MusicBrainz Release Track Id",
        ":MusicBrainz Release Track Id",
        "MUSICBRAINZ_RELEASETRACKID",
        "MusicBrainz/Release Track Id",
    ),
    TagName(
        "musicbrainz_recordingid",
        "MUSICBRAINZ_TRACKID",
        "UFID:http://musicbrainz.org",
        ":MusicBrainz Track Id",
        "MUSICBRAINZ_TRACKID",
        "MusicBrainz/Track Id",
        also=("TXXX:MUSICBRAINZ TRACK ID",),
    ),
    TagName("compilation", "COMPILATION", "TCMP", "cpil", "Compilation", "WM/IsCompilation"),
    TagName("isrc", "ISRC", "TSRC", ":ISRC", "ISRC", "WM/ISRC"),
    TagName(
        "lyrics",
        "LYRICS",
        "USLT",
        "©lyr",
        "Lyrics",
        "WM/Lyrics",
        also=("UNSYNCEDLYRICS", "UNSYNCED LYRICS"),
    ),
    TagName(
        "replaygain_track_gain",
        "REPLAYGAIN_TRACK_GAIN",
        "TXXX:REPLAYGAIN_TRACK_GAIN",
        ":REPLAYGAIN_TRACK_GAIN",
        "REPLAYGAIN_TRACK_GAIN",
        "REPLAYGAIN_TRACK_GAIN",
    ),
    TagName(
        "replaygain_track_peak",
        "REPLAYGAIN_TRACK_PEAK",
        "TXXX:REPLAYGAIN_TRACK_PEAK",
        ":REPLAYGAIN_TRACK_PEAK",
        "REPLAYGAIN_TRACK_PEAK",
        "REPLAYGAIN_TRACK_PEAK",
    ),
    TagName(
        "replaygain_album_gain",
        "REPLAYGAIN_ALBUM_GAIN",
        "TXXX:REPLAYGAIN_ALBUM_GAIN",
        ":REPLAYGAIN_ALBUM_GAIN",
        "REPLAYGAIN_ALBUM_GAIN",
        "REPLAYGAIN_ALBUM_GAIN",
    ),
    TagName(
        "replaygain_album_peak",
        "REPLAYGAIN_ALBUM_PEAK",
        "TXXX:REPLAYGAIN_ALBUM_PEAK",
        ":REPLAYGAIN_ALBUM_PEAK",
        "REPLAYGAIN_ALBUM_PEAK",
        "REPLAYGAIN_ALBUM_PEAK",
    ),
    TagName(
        "replaygain_reference_loudness",
        "REPLAYGAIN_REFERENCE_LOUDNESS",
        "TXXX:REPLAYGAIN_REFERENCE_LOUDNESS",
        ":REPLAYGAIN_REFERENCE_LOUDNESS",
        "REPLAYGAIN_REFERENCE_LOUDNESS",
        "REPLAYGAIN_REFERENCE_LOUDNESS",
    ),
    TagName("r128_track_gain", "R128_TRACK_GAIN", "", "", "", ""),
    TagName("r128_album_gain", "R128_ALBUM_GAIN", "", "", "", ""),
    TagName("cuesheet", "CUESHEET", "TXXX:CUESHEET", ":CUESHEET", "Cuesheet", ""),
)
BY_NAME = {tag.name: tag for tag in TAG_NAMES}


def _index(column: str) -> dict[str, str]:
    names = {getattr(tag, column).upper(): tag.name for tag in TAG_NAMES if getattr(tag, column)}
    for tag in TAG_NAMES:
        for other in tag.also:
            names.setdefault(other.upper(), tag.name)
    return names


FROM_VORBIS = _index("vorbis")
FROM_ID3 = _index("id3")
FROM_APE = _index("ape") | {"ALBUMARTIST": "albumartist"}
FROM_ASF = {tag.asf: tag.name for tag in TAG_NAMES if tag.asf}
FROM_MP4 = {tag.mp4: tag.name for tag in TAG_NAMES if tag.mp4 and not tag.mp4.startswith(":")}
FROM_MP4_FREEFORM = {tag.mp4[1:].upper(): tag.name for tag in TAG_NAMES if tag.mp4.startswith(":")} | {"WORK": "work"}


def from_ape(key: str) -> str | None:
    """Our name for an APEv2 item; programs that write Vorbis names there are understood too."""
    return FROM_APE.get(key.upper()) or FROM_VORBIS.get(key.upper())


def from_asf(key: str) -> str | None:
    """Our name for an ASF attribute, likewise."""
    return FROM_ASF.get(key) or FROM_VORBIS.get(key.upper())
