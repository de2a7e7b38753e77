"""The formats in which copies are shared. A module of its own: most of the sandbox needs no codec to know them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Encoding:
    """How FFmpeg is told to write it; `rate` is samples a second, `bit_rate` bits a second (0: the codec decides)."""

    suffix: str
    codec: str
    format: str  # FFmpeg's sample format
    rate: int = 44100
    bit_rate: int = 0
    options: dict[str, str] = field(default_factory=dict)
    fake: str = ""  # what the samples went through before: `mp3-128`, or `upsampled` from 44.1 kHz


QUICK = {"compression_level": "9"}  # the quick search of LAME: half the time of its default
ENCODINGS = {
    "flac": Encoding(".flac", "flac", "s16"),
    "image": Encoding(".flac", "flac", "s16"),
    "flac24": Encoding(".flac", "flac", "s32", rate=96000),
    "fake-flac": Encoding(".flac", "flac", "s16", fake="mp3-128"),
    "fake-24": Encoding(".flac", "flac", "s32", rate=96000, fake="upsampled"),
    "alac": Encoding(".m4a", "alac", "s16p"),
    "aac": Encoding(".m4a", "aac", "fltp", bit_rate=256_000, options={"aac_coder": "fast"}),
    "opus": Encoding(".opus", "libopus", "flt", rate=48000, bit_rate=128_000, options={"compression_level": "2"}),
    "mp3-320": Encoding(".mp3", "libmp3lame", "s16p", bit_rate=320_000, options=QUICK),
    "mp3-v0": Encoding(".mp3", "libmp3lame", "s16p", options={"flags": "+qscale", "global_quality": "0", **QUICK}),
    "mp3-128": Encoding(".mp3", "libmp3lame", "s16p", bit_rate=128_000, options=QUICK),
}
