"""The shapes of the wanted room's requests, for the OpenAPI document."""

from ninja import Schema


class WantIn(Schema):
    """One of `release_group_mbid`, `release_mbid`, `search_id` and `text`, and the format that will do."""

    release_group_mbid: str = ""
    release_mbid: str = ""
    search_id: str = ""
    text: str = ""
    format: str = "any"


class WantedChangesIn(Schema):
    paused: bool | None = None
    format: str = ""
    takes: bool | None = None


class FollowIn(Schema):
    artist_mbid: str
    name: str = ""
