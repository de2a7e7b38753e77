"""The audio formats of a library: how they are named, which file names they have, and what they are on the wire."""

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A format as people name it, its media type (RFC 9559, RFC 7845, IANA), and whether it keeps every bit."""

    name: str
    media_type: str
    lossless: bool = False


FLAC = AudioFormat("FLAC", "audio/flac", lossless=True)
MP3 = AudioFormat("MP3", "audio/mpeg")
AAC = AudioFormat("AAC", "audio/mp4")
ALAC = AudioFormat("ALAC", "audio/mp4", lossless=True)
VORBIS = AudioFormat("Vorbis", "audio/ogg")
OPUS = AudioFormat("Opus", "audio/ogg")
SPEEX = AudioFormat("Speex", "audio/ogg")
OGG_FLAC = AudioFormat("FLAC", "audio/ogg", lossless=True)
WAV = AudioFormat("WAV", "audio/wav", lossless=True)
AIFF = AudioFormat("AIFF", "audio/aiff", lossless=True)
APE = AudioFormat("APE", "audio/x-ape", lossless=True)
WAVPACK = AudioFormat("WavPack", "audio/x-wavpack", lossless=True)
TTA = AudioFormat("TTA", "audio/x-tta", lossless=True)
TAK = AudioFormat("TAK", "audio/x-tak", lossless=True)
OPTIMFROG = AudioFormat("OptimFROG", "audio/x-optimfrog", lossless=True)
MUSEPACK = AudioFormat("Musepack", "audio/x-musepack")
WMA = AudioFormat("WMA", "audio/x-ms-wma")
WMA_LOSSLESS = AudioFormat("WMA Lossless", "audio/x-ms-wma", lossless=True)
DSD = AudioFormat("DSD", "audio/x-dsd", lossless=True)
AC3 = AudioFormat("AC-3", "audio/ac3")
RAW_AAC = AudioFormat("AAC", "audio/aac")

BY_SUFFIX = {
    ".flac": FLAC,
    ".mp3": MP3,
    ".mp2": MP3,
    ".m4a": AAC,
    ".m4b": AAC,
    ".mp4": AAC,
    ".alac": ALAC,
    ".aac": RAW_AAC,
    ".ogg": VORBIS,
    ".oga": VORBIS,
    ".opus": OPUS,
    ".spx": SPEEX,
    ".wav": WAV,
    ".aif": AIFF,
    ".aiff": AIFF,
    ".aifc": AIFF,
    ".ape": APE,
    ".wv": WAVPACK,
    ".tta": TTA,
    ".tak": TAK,
    ".ofr": OPTIMFROG,
    ".mpc": MUSEPACK,
    ".mp+": MUSEPACK,
    ".wma": WMA,
    ".asf": WMA,
    ".dsf": DSD,
    ".dff": DSD,
    ".ac3": AC3,
}
BY_NAME = {format.name: format for format in (*BY_SUFFIX.values(), ALAC, WMA_LOSSLESS)}

# What every current browser plays without help.
BROWSER_FORMATS = frozenset({"FLAC", "MP3", "AAC", "Vorbis", "Opus", "WAV"})


def is_audio(path: PurePath) -> bool:
    """Whether the name says audio. Files that macOS leaves on foreign disks (`._name`) are none."""
    return path.suffix.lower() in BY_SUFFIX and not path.name.startswith("._")


def media_type(path: PurePath, name: str = "") -> str:
    """The media type for a file: by its name on disk first, since one format has several containers."""
    known = BY_SUFFIX.get(path.suffix.lower()) or BY_NAME.get(name)
    return known.media_type if known else "application/octet-stream"
