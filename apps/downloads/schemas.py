"""The bodies of the downloads' JSON interface."""

from typing import Annotated, Any, ClassVar, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

Limit = Annotated[int, Field(ge=0, le=2**40)]
FileIndexes = Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=20_000)]


class NewDownload(Schema):
    """Exactly one source: a result, a magnet link or a torrent's address (an upload comes as multipart)."""

    model_config = ConfigDict(extra="forbid")

    result_id: str | None = None
    magnet: str | None = None
    torrent_url: str | None = None
    destination: str | None = Field(default=None, max_length=4096)
    stream: bool = False
    wanted_files: FileIndexes | None = None
    taste: bool | None = None

    @property
    def sources(self) -> list[str]:
        """The names of the sources that are given."""
        return [name for name in ("result_id", "magnet", "torrent_url") if getattr(self, name)]


TrackerTiers = Annotated[list[Annotated[list[str], Field(max_length=200)]], Field(max_length=200)]
WebSeeds = Annotated[list[str], Field(max_length=50)]


class DownloadChanges(Schema):
    """What may be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    paused: bool | None = None
    forced: bool | None = None
    wanted_files: FileIndexes | None = None
    download_limit: Limit | None = None
    upload_limit: Limit | None = None
    sequential: bool | None = None
    trackers: TrackerTiers | None = None
    web_seeds: WebSeeds | None = None
    destination: str | None = Field(default=None, max_length=4096)
    ratio_goal: Annotated[float, Field(ge=0, le=10_000)] | None = None
    seeding_goal: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    idle_goal: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    at_goal: Literal["", "stop", "remove"] | None = None

    LEFT_TO_SETTINGS: ClassVar[frozenset[str]] = frozenset({"ratio_goal", "seeding_goal", "idle_goal"})

    def wished(self) -> dict[str, Any]:
        """What was given. null means nothing, but for goals: there it leaves them to the settings."""
        given = self.model_dump(exclude_unset=True)
        return {name: value for name, value in given.items() if value is not None or name in self.LEFT_TO_SETTINGS}

    @model_validator(mode="after")
    def _something(self) -> "DownloadChanges":
        if not self.model_fields_set:
            raise ValueError("nothing to change was given")
        return self
