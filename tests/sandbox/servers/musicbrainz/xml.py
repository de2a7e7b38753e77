"""The JSON documents of ws/2 written as its XML (mmd-2.0), element by element as the real server orders them.

The schema: https://github.com/metabrainz/mmd-schema. JSON calls some things by other names; the tables below say which.
"""

import xml.etree.ElementTree as ET
from typing import Any  # JSON documents

MMD, EXT = "http://musicbrainz.org/ns/mmd-2.0#", "http://musicbrainz.org/ns/ext#-2.0"
ET.register_namespace("", MMD)
ET.register_namespace("ext", EXT)

LISTS = {  # JSON name → (list element, item element)
    "artists": ("artist-list", "artist"),
    "releases": ("release-list", "release"),
    "release-groups": ("release-group-list", "release-group"),
    "recordings": ("recording-list", "recording"),
    "labels": ("label-list", "label"),
    "media": ("medium-list", "medium"),
    "tracks": ("track-list", "track"),
    "label-info": ("label-info-list", "label-info"),
    "release-events": ("release-event-list", "release-event"),
    "secondary-types": ("secondary-type-list", "secondary-type"),
    "iso-3166-1-codes": ("iso-3166-1-code-list", "iso-3166-1-code"),
    "tags": ("tag-list", "tag"),
    "discs": ("disc-list", "disc"),
}
COUNTED = {
    "artists",
    "releases",
    "release-groups",
    "recordings",
    "labels",
    "media",
    "label-info",
    "release-events",
    "discs",
}
SKIPPED = {"video", "asin", "count", "track-count", "track-offset", "id", "type", "score", "join"}


def metadata(document: dict[str, Any], entity: str) -> bytes:
    """A look-up's answer."""
    root = ET.Element(f"{{{MMD}}}metadata")
    root.append(_entity(entity, document))
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True))


def listing(documents: list[dict[str, Any]], entity: str, total: int, offset: int) -> bytes:
    """A page of a search or browse answer."""
    root = ET.Element(f"{{{MMD}}}metadata")
    page = ET.SubElement(root, f"{{{MMD}}}{entity}-list", count=str(total), offset=str(offset))
    page.extend([_entity(entity, document) for document in documents])
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True))


def error(*lines: str) -> bytes:
    root = ET.Element("error")
    for line in lines:
        ET.SubElement(root, "text").text = line
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True))


def _entity(name: str, document: dict[str, Any]) -> ET.Element:
    element = ET.Element(f"{{{MMD}}}{name}")
    if "id" in document:
        element.set("id", document["id"])
    kind = document.get("type") or document.get("primary-type")
    if kind and name in ("artist", "release-group"):
        element.set("type", kind)
    if "score" in document:
        element.set(f"{{{EXT}}}score", str(document["score"]))
    for key, value in document.items():
        if key not in SKIPPED and value is not None and value != "":
            _child(element, key, value, document)
    return element


def _child(parent: ET.Element, key: str, value: Any, document: dict[str, Any]) -> None:
    if key == "artist-credit":
        parent.append(_artist_credit(value))
    elif key == "aliases":
        aliases = ET.SubElement(parent, f"{{{MMD}}}alias-list", count=str(len(value)))
        for alias in value:
            attributes = {name: str(alias[name]) for name in ("sort-name", "locale", "type") if alias[name]}
            attributes |= {"primary": "primary"} if alias["primary"] else {}
            ET.SubElement(aliases, f"{{{MMD}}}alias", attributes).text = alias["name"]
    elif key == "track":  # a found recording's place on a medium
        tracks = ET.SubElement(
            parent,
            f"{{{MMD}}}track-list",
            count=str(document["track-count"]),
            offset=str(document["track-offset"]),
        )
        tracks.extend([_entity("track", track) for track in value])
    elif key in LISTS:
        _list(parent, key, value, document)
    elif isinstance(value, dict):
        parent.append(_entity(key, value))
    else:
        ET.SubElement(parent, f"{{{MMD}}}{key}").text = str(value).lower() if isinstance(value, bool) else str(value)


def _list(parent: ET.Element, key: str, values: list[Any], document: dict[str, Any]) -> None:
    outer, inner = LISTS[key]
    if not values and key not in ("media", "discs", "releases"):
        return
    element = ET.SubElement(parent, f"{{{MMD}}}{outer}")
    if key in COUNTED:
        element.set("count", str(len(values)))
    if key == "tracks":
        element.set("count", str(document["track-count"]))
        element.set("offset", str(document["track-offset"]))
    if key == "media" and "track-count" in document:
        ET.SubElement(element, f"{{{MMD}}}track-count").text = str(document["track-count"])
    for value in values:
        if isinstance(value, str):
            ET.SubElement(element, f"{{{MMD}}}{inner}").text = value
        else:
            item = _entity(inner, value)
            if key == "tags":
                item.set("count", str(value["count"]))
            if key == "media" and not {"tracks", "track"} & value.keys():
                ET.SubElement(item, f"{{{MMD}}}track-list", count=str(value["track-count"]))
            element.append(item)


def _artist_credit(names: list[dict[str, Any]]) -> ET.Element:
    credit = ET.Element(f"{{{MMD}}}artist-credit")
    for one in names:
        element = ET.SubElement(credit, f"{{{MMD}}}name-credit")
        if one["joinphrase"]:
            element.set("joinphrase", one["joinphrase"])
        if one["name"] != one["artist"]["name"]:
            ET.SubElement(element, f"{{{MMD}}}name").text = one["name"]
        element.append(_entity("artist", one["artist"]))
    return credit
