"""The signatures under rip logs: whether a log is as its program wrote it.

EAC signs with a secret that has been public for years, whipper with a plain hash, XLD with an altered SHA-256 that
others took apart (the package `xld_logchecker`): a signature that fits shows that nobody edited the log by hand, no
more. One that does not fit shows that somebody did.
"""

import hashlib
import re

from xld_logchecker import LOGCHECKER_MIN_VERSION, xld_verify

from apps.library.trust.rijndael import BLOCK, Rijndael256

MOST_CHARACTERS = 200_000
EAC_SIGNATURE = re.compile(r"\n+==== [^\n]*? ([0-9A-F]{64}) ====\s*$")
EAC_KEY = bytes.fromhex("9378716cf13e4265ae55338e940b376184da389e50647726b35f6f341ee3efd9")
XLD_SIGNATURE = "\n-----BEGIN XLD SIGNATURE-----\n"
WHIPPER_SIGNATURE = re.compile(r"\nSHA-256 hash: ([0-9A-F]{64})\s*$")


def is_as_written(program: str, text: str) -> bool | None:
    """Whether the signature fits the log (lines ended by a single line feed); None where none can be checked."""
    if len(text) > MOST_CHARACTERS:
        return None
    if program == "EAC" and (found := EAC_SIGNATURE.search(text)):
        return eac_signature(text[: found.start()]) == found[1]
    if program == "whipper" and (found := WHIPPER_SIGNATURE.search(text)):
        return hashlib.sha256(text[: found.start()].encode()).hexdigest().upper() == found[1]
    if program == "XLD" and XLD_SIGNATURE in text:
        return _is_of_xld(text)
    return None


def _is_of_xld(text: str) -> bool:
    """Signed logs begin with the version that wrote them; versions before XLD signed its logs cannot have."""
    try:
        _log, version, told, right = xld_verify(text)
    except (IndexError, ValueError):  # it does not begin like a log of XLD
        return False
    return version is not None and version > LOGCHECKER_MIN_VERSION and told == right


def eac_signature(text: str) -> str:
    """64 hexadecimal digits: a CBC-MAC, Rijndael with blocks of 256 bits, of the text as UTF-16 without line ends."""
    plain = re.sub("[\r\n\ufeff]", "", text).encode("utf-16-le")
    plain += bytes(-len(plain) % BLOCK)
    cipher, mac = Rijndael256(EAC_KEY), bytes(BLOCK)
    for at in range(0, len(plain), BLOCK):
        mixed = int.from_bytes(mac, "big") ^ int.from_bytes(plain[at : at + BLOCK], "big")
        mac = cipher.encrypt(mixed.to_bytes(BLOCK, "big"))
    return mac.hex().upper()
