"""Reading the XML of an indexer, the broken kinds too, and telling what it is when it is no feed.

Error documents: https://inhies.github.io/Newznab-API/errors/ (Torznab took them over).
"""

import codecs
import html
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from apps.search.sources.domain import SourceFailed
from apps.search.sources.redaction import redact

MOST_TAGS, MOST_ENTITIES = 120_000, 60_000  # a thousand results need half of that; reading more is work for nothing
_BY_MARK = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);|([A-Za-z][A-Za-z0-9]{1,31};)?)")


def read_document(body: bytes, *keys: str) -> Element:
    """The root of an XML answer, repaired where indexers are known to break it; `keys` are kept out of errors.

    Raises SourceFailed: `not_a_feed` for a web page or JSON, `malformed` for what can't be read, and the matching code
    for an `<error>` document.
    """
    text = _decoded(body)
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if not head:
        raise SourceFailed("malformed", "It sent an empty answer.", permanent=False)
    if head.startswith(("<!doctype html", "<html")):
        raise not_a_feed("a web page", "Check the address and the key; it may want a login or a browser check.")
    if not head.startswith("<"):
        raise not_a_feed("something other than XML", "Check that the address is a Torznab one.")
    root = _parsed(text)
    if local_name(root.tag) == "html":
        raise not_a_feed("a web page", "Check the address and the key; it may want a login or a browser check.")
    if local_name(root.tag) == "error":
        raise indexer_error(root.get("code", ""), root.get("description", ""), *keys)
    return root


def indexer_error(code: str, description: str, *keys: str) -> SourceFailed:
    """The error for a Newznab error document (codes: https://inhies.github.io/Newznab-API/errors/)."""
    number = int(code) if code.strip().isdigit() else 0
    said = redact(description, *keys) or "no reason given"
    if 100 <= number < 200:
        return SourceFailed("key_refused", f"It refuses the key: {said}. Enter the key again.", permanent=True)
    if number in (201, 202, 203):
        return SourceFailed("unsupported", f"It does not support this search: {said}.", permanent=True)
    if number in (429, 500, 501):
        return SourceFailed("limit_reached", f"Its limit is reached: {said}.", permanent=False)
    permanent = number in (200, 300, 910)
    return SourceFailed("indexer_error", f"It answered with error {code or '?'}: {said}.", permanent=permanent)


def _parsed(text: str) -> Element:
    if text.count("<") > MOST_TAGS or text.count("&") > MOST_ENTITIES:
        raise SourceFailed("malformed", "It sent far more XML than a thousand results need.", permanent=True)
    for attempt in (text, _repaired(text), _closed(_repaired(text))):
        try:
            root: Element = fromstring(attempt, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        except DefusedXmlException as error:
            raise SourceFailed("malformed", "It sent XML with entities, which is refused.", permanent=True) from error
        except (ParseError, ValueError, RecursionError):
            continue
        return root
    raise SourceFailed("malformed", "It sent XML that cannot be read.", permanent=False)


def _decoded(body: bytes) -> str:
    match = _DECLARED.search(body[:200])
    marked = next((name for mark, name in _BY_MARK.items() if body.startswith(mark)), "")
    encoding = marked or (match[1].decode("ascii") if match else "utf-8")
    try:
        text = body.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        text = _guessed(body)
    return _DECLARATION.sub("", text)  # it named the encoding of the bytes; what is parsed is text


def _guessed(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _repaired(text: str) -> str:
    return _AMPERSAND.sub(_escaped, _FORBIDDEN.sub("", text))


def _escaped(match: re.Match[str]) -> str:
    """An entity of XML stays; one of HTML becomes its character; a bare ampersand is escaped."""
    if match[1]:
        return match[0]
    character = html.unescape(match[0])
    return "&amp;" + match[0][1:] if character == match[0] or character in "<&" else character


def _closed(text: str) -> str:
    """A cut-off feed up to its last whole item."""
    whole, found, _rest = text.rpartition("</item>")
    return f"{whole}{found}</channel></rss>" if found else text


def local_name(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def not_a_feed(what: str, then: str) -> SourceFailed:
    return SourceFailed("not_a_feed", f"It sent {what} in place of results. {then}", permanent=True)
