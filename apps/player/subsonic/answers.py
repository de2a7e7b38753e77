"""One document, three forms: XML (the default), JSON and JSONP (OpenSubsonic, "Response format")."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpResponse

from apps.player.subsonic.errors import GENERIC, SubsonicError

VERSION = "1.16.1"
NAMESPACE = "http://subsonic.org/restapi"
CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,100}")
# XML 1.0 knows no control characters, whatever a tag holds.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Document = Mapping[str, Any]


def answer(document: Document, form: str = "xml", callback: str = "") -> HttpResponse:
    """A good answer in the form that the app asked for (`f`)."""
    return _written("ok", document, form, callback)


def refusal(error: SubsonicError, form: str = "xml", callback: str = "") -> HttpResponse:
    """An error in the same form; its HTTP status is 200, as apps expect."""
    return _written("failed", {"error": {"code": error.code, "message": error.message}}, form, callback)


def _written(status: str, document: Document, form: str, callback: str) -> HttpResponse:
    if form == "jsonp" and not CALLBACK.fullmatch(callback):
        return refusal(SubsonicError(GENERIC, "The name of the callback is not one of a function."), "json")
    whole = {
        "status": status,
        "version": VERSION,
        "type": "trusttune",
        "serverVersion": settings.VERSION,
        "openSubsonic": True,
        **document,
    }
    if form in ("json", "jsonp"):
        text = json.dumps({"subsonic-response": _without_empty(whole)}, ensure_ascii=False)
        if form == "jsonp":
            return HttpResponse(f"{callback}({text});", content_type="application/javascript; charset=utf-8")
        return HttpResponse(text, content_type="application/json; charset=utf-8")
    return HttpResponse(_xml(whole), content_type="text/xml; charset=utf-8")


def _without_empty(value: Any) -> Any:
    """Fields that are None are left out, as the protocol's optional fields are."""
    if isinstance(value, Mapping):
        return {key: _without_empty(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_empty(each) for each in value]
    return value


def _xml(whole: Document) -> bytes:
    root = Element("subsonic-response", {"xmlns": NAMESPACE})
    _fill(root, whole)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _fill(element: Element, fields: Document) -> None:
    """Plain values become attributes, dictionaries and lists children, `value` the text."""
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            _fill(SubElement(element, name), value)
        elif isinstance(value, list | tuple):
            for each in value:
                child = SubElement(element, name)
                if isinstance(each, Mapping):
                    _fill(child, each)
                else:
                    child.text = _text(each)
        elif name == "value":
            element.text = _text(value)
        else:
            element.set(name, _text(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return NOT_XML.sub("", str(value))
