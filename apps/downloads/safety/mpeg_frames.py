"""Frames of MPEG audio and AAC: the only way to know such a file, since it has no signature."""

_BITRATES = {  # kbit/s by (MPEG-1?, layer), ISO/IEC 11172-3 and 13818-3
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def mpeg_frame(header: bytes) -> int:
    """The length in bytes of the MPEG audio frame that begins with these 4 bytes; 0 where none does."""
    if len(header) < 4 or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer == 4 or bitrate_index in (0, 15) or rate_index == 3:
        return 0
    is_mpeg1 = version == 3
    rate = (44100, 48000, 32000)[rate_index] >> (0 if is_mpeg1 else 1 if version == 2 else 2)
    bitrate = _BITRATES[is_mpeg1, layer][bitrate_index] * 1000
    if layer == 1:
        return (12 * bitrate // rate + padding) * 4
    samples = 144 if layer == 2 or is_mpeg1 else 72
    return samples * bitrate // rate + padding


def adts_frame(header: bytes) -> int:
    """The length in bytes of the ADTS frame (ISO/IEC 14496-3, 1.A.2.2) that begins here; 0 where none does."""
    if len(header) < 6 or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length > 7 else 0
