"""The words that release titles use as tags, each with the field it fills.

Keys are lower-case tokens (letters and digits only). ``STRONG`` words are tags wherever they stand; the others only
inside brackets, between hyphens, or beside a strong one: "Ape", "Opus", "EP" and "Web" are names too.
"""

from typing import Any, NamedTuple

from apps.search.titles.word_sets import word_set
from apps.search.vocabulary import AudioFormat, Medium, ReleaseType


class TagWord(NamedTuple):
    """The fields that one word fills. A filler fills none and proves nothing: it may stand among tags."""

    values: dict[str, Any]
    strong: bool = False
    filler: bool = False


def _words(words: str, strong: bool = False, **values: Any) -> dict[str, TagWord]:
    return {word: TagWord(values, strong) for word in words.split()}


_FORMATS = (
    _words("flac flacs", strong=True, format=AudioFormat.FLAC)
    | _words("mp3 mp3s", strong=True, format=AudioFormat.MP3)
    | _words("m4a aac heaac", strong=True, format=AudioFormat.AAC)
    | _words("alac", strong=True, format=AudioFormat.ALAC)
    | _words("wavpack", strong=True, format=AudioFormat.WAVPACK)
    | _words("wma", strong=True, format=AudioFormat.WMA)
    | _words("ogg vorbis", strong=True, format=AudioFormat.OGG)
    | _words("dsd dsd64 dsd128 dsd256 dsd512 dsf dff", strong=True, format=AudioFormat.DSD)
    | _words("aiff", strong=True, format=AudioFormat.AIFF)
    | _words("musepack", strong=True, format=AudioFormat.MPC)
    | _words("ape", format=AudioFormat.APE)
    | _words("opus", format=AudioFormat.OPUS)
    | _words("wav", format=AudioFormat.WAV)
    | _words("wv", format=AudioFormat.WAVPACK)
    | _words("mpc", format=AudioFormat.MPC)
    | _words("tta", format=AudioFormat.TTA)
    | _words("tak", format=AudioFormat.TAK)
    | _words("shn", format=AudioFormat.SHN)
    | _words("ac3", format=AudioFormat.AC3)
    | _words("dts", format=AudioFormat.DTS)
)

_QUALITY = (
    _words("kbps kbit kbits", strong=True)
    | _words("lossless", strong=True, lossless=True)
    | _words("lossy", strong=True, lossless=False)
    | _words("v0", vbr="V0")
    | _words("v1", vbr="V1")
    | _words("v2", vbr="V2")
    | _words("v3 v4 v5 vbr cbr abr")
    | _words("khz", strong=True)
    | _words("bit bits hz hi res hires")
    | _words("tr24", strong=True, bit_depth=24, format=AudioFormat.FLAC, inferred=("format",))
    | _words("log", log=True)
    | _words("cue cues", cue=True)
    | _words("logs", log=True)
    | _words("eac xld image tracks track dr")
)

_MEDIA = (
    _words("cd cdr cdda enhancedcd", source=Medium.CD)
    | _words("cdrip", strong=True, source=Medium.CD)
    | _words("web webrip webdl itunes bandcamp qobuz tidal deezer beatport hdtracks", source=Medium.WEB)
    | _words("webflac", strong=True, source=Medium.WEB, format=AudioFormat.FLAC)
    | _words("vinyl vinylrip vinyls lp lps vl 7inch 10inch 12inch vlp", source=Medium.VINYL)
    | _words("vls", source=Medium.VINYL, release_type=ReleaseType.SINGLE)
    | _words("sacd sacdr", source=Medium.SACD)
    | _words("dvda dvdaudio dvd", source=Medium.DVD)
    | _words("bluray blu bd bdrip bdaudio", source=Medium.BLURAY)
    | _words("hdcd", source=Medium.CD)
    | _words("cassette tape mc", source=Medium.CASSETTE)
    | _words("reel", source=Medium.REEL)
    | _words("dat", source=Medium.DAT)
    | _words("minidisc md", source=Medium.MINIDISC)
    | _words("soundboard sbd", source=Medium.SOUNDBOARD)
    | _words("fm", source=Medium.FM)
    | _words("dab", source=Medium.DAB)
    | _words("sat dvbs", source=Medium.SAT)
    | _words("cable dvbc", source=Medium.CABLE)
    | _words("line", source=Medium.LINE)
    | _words("stream", source=Medium.STREAM)
)

_TYPES = (
    _words("album albums", release_type=ReleaseType.ALBUM)
    | _words("single singles", release_type=ReleaseType.SINGLE)
    | _words("cds cdm cdsingle", source=Medium.CD, release_type=ReleaseType.SINGLE)
    | _words("maxi", release_type=ReleaseType.SINGLE)
    | _words("ep", release_type=ReleaseType.EP)
    | _words("cdep", source=Medium.CD, release_type=ReleaseType.EP)
    | _words("vep", source=Medium.VINYL, release_type=ReleaseType.EP)
    | _words("compilation", release_type=ReleaseType.COMPILATION)
    | _words("anthology", release_type=ReleaseType.ANTHOLOGY)
    | _words("ost soundtrack", release_type=ReleaseType.SOUNDTRACK)
    | _words("bootleg", release_type=ReleaseType.BOOTLEG)
    | _words("remixes", release_type=ReleaseType.REMIX)
    | _words("mixtape", release_type=ReleaseType.MIXTAPE)
    | _words("demo", release_type=ReleaseType.DEMO)
    | _words("interview", release_type=ReleaseType.INTERVIEW)
)

_EDITIONS = _words(
    "edition deluxe limited ltd special expanded anniversary collectors bonus bonustracks bonustrack retail promo "
    "advance reissue reissued repress import explicit clean stereo mono digipak boxset box enhanced japanese japan "
    "european europe german germany french france american usa uk us eu jp jpn korean korea australian australia "
    "australasian canadian canada brazil brazilian italy polish russian russia digital official custom"
) | _words("remaster remastered remasterd remasters rmst", remaster=True)

_CUSTOM = _words("int internal nfo readnfo dirfix nfofix tagfix proofix ddc iso mvid scene repost reup rip ripped")
_CUSTOM |= _words("repack rerip", repack=True, version=2) | _words("proper", version=2)

_FILLERS = {
    word: TagWord({}, filler=True)
    for word in word_set(
        """
        read real fix of disc discs disk x and with the a kb copy incl including by full complete set ray audio dl
        """
    )
}

LANGUAGES = {
    "de": "German",
    "fr": "French",
    "it": "Italian",
    "es": "Spanish",
    "sp": "Spanish",
    "pt": "Portuguese",
    "br": "Portuguese",
    "pl": "Polish",
    "ru": "Russian",
    "se": "Swedish",
    "sv": "Swedish",
    "no": "Norwegian",
    "dk": "Danish",
    "da": "Danish",
    "fi": "Finnish",
    "nl": "Dutch",
    "cz": "Czech",
    "sk": "Slovak",
    "hu": "Hungarian",
    "gr": "Greek",
    "tr": "Turkish",
    "jp": "Japanese",
    "jpn": "Japanese",
    "kr": "Korean",
    "cn": "Chinese",
    "il": "Hebrew",
    "ua": "Ukrainian",
    "hr": "Croatian",
    "ro": "Romanian",
    "bg": "Bulgarian",
    "is": "Icelandic",
    "ee": "Estonian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "si": "Slovenian",
    "rs": "Serbian",
}
"""Codes that stand alone between hyphens, as scene releases have them: ISO 639-1 and ISO 3166 mixed, as found."""

GENRES = word_set(
    """
    rock pop metal jazz blues folk punk hip hop rap rnb soul funk disco house techno trance electronic
    electronica electro edm dance ambient classical country reggae ska dub indie alternative grunge
    hardcore hardstyle emo goth gothic industrial ebm synthpop synth wave newwave psychedelic psy
    progressive prog fusion swing bebop gospel latin salsa bossa nova world celtic opera baroque chamber
    symphonic singer songwriter downtempo chillout lounge lofi trip breakbeat breaks drum bass dnb
    jungle dubstep grime garage idm noise drone experimental avantgarde minimal krautrock shoegaze
    dreampop postpunk postrock stoner doom death black thrash speed power heavy nu melodic glam hard
    soft southern rockabilly surf beat mod britpop madchester crossover groove chanson schlager flamenco
    fado tango kpop jpop jrock cpop bollywood ethnic afrobeat afro reggaeton trap comedy easy listening
    oldies new age
    """
)
"""The words of musical styles, as sharers put them in brackets before or behind a name."""

LONE_NUMBER_WORDS = word_set(
    """
    cd cds lp lps sacd dvd vinyl inch in disc discs albums album tracks eps singles mc
    """
)
"""What a bare number before it counts ("10 albums", "12 inch")."""

TAG_WORDS: dict[str, TagWord] = _FILLERS | _CUSTOM | _EDITIONS | _TYPES | _MEDIA | _QUALITY | _FORMATS

TELLING_WORDS = frozenset(word for word, tag in TAG_WORDS.items() if not tag.filler)
"""The words that are tags by themselves."""
