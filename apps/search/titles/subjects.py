"""The release's name out of the subject of a Usenet post.

Posting tools write "[123]-[FULL]-[#group@server]-[ Name ]-[01/20] - "file.nfo" yEnc (1/20)".
"""

import re

_COUNTER = re.compile(r"[\[(]\d{1,4}/\d{1,4}[\])]")
_BRACKET = re.compile(r"\[\s*([^\[\]]*)\]")
_FILE = re.compile(r'"([^"]*)"')
_FILE_END = re.compile(r"(?:\.(?:part\d+|vol[\d+]+|rar|r\d\d|par2|nfo|nzb|sfv|zip|\d{3}|m3u|jpg))+$", re.IGNORECASE)


def is_subject(text: str) -> bool:
    """Whether a title is a post's subject: it names the encoding, or counts parts and quotes a file."""
    return "/" in text and ("yEnc" in text or ('"' in text and _COUNTER.search(text) is not None))


def name_in_subject(text: str) -> str:
    """The release's name: in brackets with a hyphen, before the file's name, or the file's own."""
    text = _COUNTER.sub(" ", text.partition("yEnc")[0])
    named = max((name for name in _BRACKET.findall(text) if "-" in name), key=len, default="")
    if named:
        return named.strip()
    file = _FILE.search(text)
    before = (text[: file.start()] if file is not None else text).strip(" -")
    if before or file is None:
        return before
    return _FILE_END.sub("", file[1])
