"""Whether a copy's size can be what its title claims.

Bytes a second are the evidence: the size against the length of the music. Lossless CD audio compresses to about 40 to
75 % of 176,400 bytes a second; very quiet, sparse or mono music goes as low as 20 %.
"""

from apps.search.ranking.domain import Facts
from apps.search.ranking.quality import is_hires, is_lossless

CD_BYTES_A_SECOND = 44_100 * 2 * 2
LEAST_LOSSLESS = 0.20 * CD_BYTES_A_SECOND  # 35 kB/s; what is below has been cut, or is lossy
LEAST_HIRES = 0.75 * CD_BYTES_A_SECOND  # 24 bits cost more, even when quiet
MOST_COMPANIONS = 60 * 1024 * 1024  # scans and logs beside the audio
LEAST_LIE = 20  # a claim of fewer seeders may just be old
LEAST_SIZE = 300_000  # no song is smaller


def bytes_a_second(copy: Facts) -> float | None:
    """The size over the length of the music; None where either is unknown or a discography makes it meaningless.

    Once somebody looked inside, the audio files alone count, less the share of tracks that are missing.
    """
    if not copy.size or not copy.seconds or copy.is_discography:
        return None
    fit = copy.fit
    if fit is not None and fit.audio_size and fit.matched:
        return fit.audio_size / (copy.seconds * fit.matched / fit.total)
    return copy.size / copy.seconds


def implausible(copy: Facts) -> str:
    """Why the size cannot be what the title claims, as a sentence; "" where it can."""
    if copy.size is not None and copy.size < LEAST_SIZE:
        return f"It is only {copy.size // 1000} kB: too small to hold music."
    rate = bytes_a_second(copy)
    if rate is None or copy.size is None or copy.seconds is None:
        return ""
    kbit = round(rate * 8 / 1000)
    if is_lossless(copy):
        least = LEAST_HIRES if is_hires(copy) and copy.format != "DSD" else LEAST_LOSSLESS
        if rate < least:
            kind = "high-resolution lossless" if least == LEAST_HIRES else "lossless"
            return f"It claims to be {kind}, but its size allows only {kbit} kbit/s on average."
        return ""
    if copy.bitrate and copy.size < 0.6 * copy.bitrate * 125 * copy.seconds:
        return f"It claims {copy.bitrate} kbit/s, but its size allows only {kbit} kbit/s on average."
    return ""


def oversized(copy: Facts) -> bool:
    """Much larger than the claimed lossy format can be, scans allowed for."""
    if not copy.size or not copy.seconds or copy.is_discography or is_lossless(copy) is not False:
        return False
    return copy.size > MOST_COMPANIONS + 2.5 * (copy.bitrate or 320) * 125 * copy.seconds


def unbelieved_claim(copy: Facts) -> int | None:
    """The number of seeders that a source claims and that the trackers or all other sources contradict, if any."""
    highest = max(copy.seeders_claimed, default=0)
    counted = copy.seeders_counted
    if counted is not None:
        # Swarms change between an indexer's visits to the trackers: only what no change explains is a lie.
        return highest if highest >= LEAST_LIE and highest > 10 * (counted + 1) else None
    return highest if liar(copy.seeders_claimed) else None


def liar(claims: tuple[int, ...]) -> bool:
    """One source claims far more seeders than any other does for the very same torrent."""
    if len(claims) < 2:
        return False
    highest, second = sorted(claims, reverse=True)[:2]
    return highest >= 50 and highest > 10 * (second + 1)
