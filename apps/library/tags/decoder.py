"""A second opinion on a file that mutagen cannot make out: what FFmpeg (PyAV) finds in it."""

from pathlib import Path
from typing import Any

from apps.library.audio_formats import BY_NAME
from apps.library.tags.metadata import Metadata, UnreadableError, cleaned

FORMAT_OF_CODEC = {
    "flac": "FLAC",
    "mp3": "MP3",
    "mp3float": "MP3",
    "mp2": "MP3",
    "aac": "AAC",
    "alac": "ALAC",
    "vorbis": "Vorbis",
    "opus": "Opus",
    "speex": "Speex",
    "ape": "APE",
    "wavpack": "WavPack",
    "tta": "TTA",
    "tak": "TAK",
    "musepack7": "Musepack",
    "musepack8": "Musepack",
    "wmav1": "WMA",
    "wmav2": "WMA",
    "wmapro": "WMA",
    "wmalossless": "WMA Lossless",
    "ac3": "AC-3",
    "eac3": "AC-3",
}
NAMES = {"title", "artist", "album", "date", "genre", "composer"}
OTHER_NAMES = {"album_artist": "albumartist", "track": "tracknumber", "disc": "discnumber"}


def probe(path: Path, fault: str) -> Metadata:
    """Properties and plain tags as FFmpeg sees them; `fault` is what made it necessary. Raises UnreadableError."""
    import av  # only here: it costs 40 MB and most files never need it

    try:
        with av.open(str(path), metadata_errors="replace") as container:
            stream = next((one for one in container.streams if one.type == "audio"), None)
            if stream is None:
                raise UnreadableError(fault)
            return _metadata(container, stream, fault)
    except Exception as error:  # PyAV raises its own errors and many of Python's on broken files
        raise UnreadableError(fault) from error


def _metadata(container: Any, stream: Any, fault: str) -> Metadata:  # PyAV's stream classes differ by codec
    context = stream.codec_context
    codec = context.name or ""
    name = FORMAT_OF_CODEC.get(codec) or ("DSD" if codec.startswith("dsd") else "WAV" if "pcm" in codec else "")
    if not name or not context.sample_rate:
        raise UnreadableError(fault)
    known = BY_NAME[name]
    tags: dict[str, tuple[str, ...]] = {}
    for key, value in {**container.metadata, **stream.metadata}.items():
        ours = OTHER_NAMES.get(key.lower(), key.lower())
        if ours in NAMES or key.lower() in OTHER_NAMES:
            tags[ours] = cleaned(ours, [value])
    duration = container.duration / 1_000_000 if container.duration else 0.0
    return Metadata(
        format=known.name,
        lossless=known.lossless,
        duration=max(duration, 0.0),
        bitrate=int(container.bit_rate or context.bit_rate or 0),
        sample_rate=context.sample_rate,
        channels=context.channels,
        bit_depth=16 if known.lossless and context.format and context.format.name.startswith("s16") else 0,
        tags={key: value for key, value in tags.items() if value},
        fault=fault,
    )
