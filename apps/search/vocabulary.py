"""The words of recorded music that a release title and a person's request share.

Keys of the word tables are folded (``apps.core.text.fold``): lower case, words parted by single spaces.
Values are what ``as_dict`` and the JSON interfaces write.
"""

from enum import StrEnum


class AudioFormat(StrEnum):
    """How the audio is coded. The container is not told apart where one codec is meant by it."""

    FLAC = "FLAC"
    ALAC = "ALAC"
    APE = "APE"
    WAVPACK = "WAVPACK"
    TTA = "TTA"
    TAK = "TAK"
    SHN = "SHN"
    WAV = "WAV"
    AIFF = "AIFF"
    DSD = "DSD"
    MP3 = "MP3"
    AAC = "AAC"
    OGG = "OGG"
    OPUS = "OPUS"
    WMA = "WMA"
    MPC = "MPC"
    AC3 = "AC3"
    DTS = "DTS"


LOSSLESS_FORMATS = frozenset(
    {
        AudioFormat.FLAC,
        AudioFormat.ALAC,
        AudioFormat.APE,
        AudioFormat.WAVPACK,
        AudioFormat.TTA,
        AudioFormat.TAK,
        AudioFormat.SHN,
        AudioFormat.WAV,
        AudioFormat.AIFF,
        AudioFormat.DSD,
    }
)

FORMAT_WORDS: dict[str, AudioFormat] = {
    "flac": AudioFormat.FLAC,
    "flacs": AudioFormat.FLAC,
    "free lossless audio codec": AudioFormat.FLAC,
    "alac": AudioFormat.ALAC,
    "apple lossless": AudioFormat.ALAC,
    "ape": AudioFormat.APE,
    "monkeys audio": AudioFormat.APE,
    "wavpack": AudioFormat.WAVPACK,
    "wv": AudioFormat.WAVPACK,
    "tta": AudioFormat.TTA,
    "tak": AudioFormat.TAK,
    "shn": AudioFormat.SHN,
    "shorten": AudioFormat.SHN,
    "wav": AudioFormat.WAV,
    "wave": AudioFormat.WAV,
    "aiff": AudioFormat.AIFF,
    "aif": AudioFormat.AIFF,
    "dsd": AudioFormat.DSD,
    "dsd64": AudioFormat.DSD,
    "dsd128": AudioFormat.DSD,
    "dsd256": AudioFormat.DSD,
    "dsf": AudioFormat.DSD,
    "dff": AudioFormat.DSD,
    "mp3": AudioFormat.MP3,
    "mp3s": AudioFormat.MP3,
    "aac": AudioFormat.AAC,
    "m4a": AudioFormat.AAC,
    "itunes plus": AudioFormat.AAC,
    "ogg": AudioFormat.OGG,
    "ogg vorbis": AudioFormat.OGG,
    "vorbis": AudioFormat.OGG,
    "oga": AudioFormat.OGG,
    "opus": AudioFormat.OPUS,
    "wma": AudioFormat.WMA,
    "mpc": AudioFormat.MPC,
    "musepack": AudioFormat.MPC,
    "ac3": AudioFormat.AC3,
    "dts": AudioFormat.DTS,
}


class Medium(StrEnum):
    """What the audio was taken from."""

    CD = "CD"
    WEB = "WEB"
    VINYL = "VINYL"
    SACD = "SACD"
    DVD = "DVD"
    BLURAY = "BLURAY"
    HDCD = "HDCD"
    CASSETTE = "CASSETTE"
    REEL = "REEL"
    DAT = "DAT"
    MINIDISC = "MINIDISC"
    SOUNDBOARD = "SOUNDBOARD"
    FM = "FM"
    DAB = "DAB"
    SAT = "SAT"
    CABLE = "CABLE"
    LINE = "LINE"
    STREAM = "STREAM"


MEDIUM_WORDS: dict[str, Medium] = {
    "cd": Medium.CD,
    "cds": Medium.CD,
    "cdrip": Medium.CD,
    "cd rip": Medium.CD,
    "compact disc": Medium.CD,
    "web": Medium.WEB,
    "webrip": Medium.WEB,
    "itunes": Medium.WEB,
    "bandcamp": Medium.WEB,
    "qobuz": Medium.WEB,
    "tidal": Medium.WEB,
    "deezer": Medium.WEB,
    "beatport": Medium.WEB,
    "hdtracks": Medium.WEB,
    "vinyl": Medium.VINYL,
    "vinylrip": Medium.VINYL,
    "vinyl rip": Medium.VINYL,
    "lp": Medium.VINYL,
    "12 inch": Medium.VINYL,
    "10 inch": Medium.VINYL,
    "7 inch": Medium.VINYL,
    "12inch": Medium.VINYL,
    "10inch": Medium.VINYL,
    "7inch": Medium.VINYL,
    "sacd": Medium.SACD,
    "super audio cd": Medium.SACD,
    "dvd": Medium.DVD,
    "dvda": Medium.DVD,
    "dvd a": Medium.DVD,
    "dvd audio": Medium.DVD,
    "bluray": Medium.BLURAY,
    "blu ray": Medium.BLURAY,
    "bd": Medium.BLURAY,
    "bdrip": Medium.BLURAY,
    "hdcd": Medium.HDCD,
    "cassette": Medium.CASSETTE,
    "tape": Medium.CASSETTE,
    "reel": Medium.REEL,
    "reel to reel": Medium.REEL,
    "dat": Medium.DAT,
    "minidisc": Medium.MINIDISC,
    "soundboard": Medium.SOUNDBOARD,
    "sbd": Medium.SOUNDBOARD,
    "fm": Medium.FM,
    "fm broadcast": Medium.FM,
    "dab": Medium.DAB,
    "sat": Medium.SAT,
    "dvbs": Medium.SAT,
    "dvb s": Medium.SAT,
    "satellite": Medium.SAT,
    "cable": Medium.CABLE,
    "dvbc": Medium.CABLE,
    "line": Medium.LINE,
    "stream": Medium.STREAM,
}


class ReleaseType(StrEnum):
    """What kind of release it is: MusicBrainz's primary and secondary types, and those trackers add.

    https://musicbrainz.org/doc/Release_Group/Type
    """

    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    COMPILATION = "compilation"
    ANTHOLOGY = "anthology"
    LIVE = "live album"
    SOUNDTRACK = "soundtrack"
    BOOTLEG = "bootleg"
    REMIX = "remix"
    MIXTAPE = "mixtape"
    DJ_MIX = "dj mix"
    DEMO = "demo"
    INTERVIEW = "interview"
    CONCERT = "concert recording"


RELEASE_TYPE_WORDS: dict[str, ReleaseType] = {
    "album": ReleaseType.ALBUM,
    "studio album": ReleaseType.ALBUM,
    "ep": ReleaseType.EP,
    "maxi single": ReleaseType.SINGLE,
    "single": ReleaseType.SINGLE,
    "compilation": ReleaseType.COMPILATION,
    "greatest hits": ReleaseType.COMPILATION,
    "best of": ReleaseType.COMPILATION,
    "anthology": ReleaseType.ANTHOLOGY,
    "live album": ReleaseType.LIVE,
    "live": ReleaseType.LIVE,
    "soundtrack": ReleaseType.SOUNDTRACK,
    "ost": ReleaseType.SOUNDTRACK,
    "original soundtrack": ReleaseType.SOUNDTRACK,
    "bootleg": ReleaseType.BOOTLEG,
    "remix": ReleaseType.REMIX,
    "remixes": ReleaseType.REMIX,
    "mixtape": ReleaseType.MIXTAPE,
    "dj mix": ReleaseType.DJ_MIX,
    "demo": ReleaseType.DEMO,
    "interview": ReleaseType.INTERVIEW,
    "concert recording": ReleaseType.CONCERT,
}
