"""The bodies of the downloads' JSON interface."""

from typing import Annotated

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

    @property
    def sources(self) -> list[str]:
        """The names of the sources that are given."""
        return [name for name in ("result_id", "magnet", "torrent_url") if getattr(self, name)]


class DownloadChanges(Schema):
    """What may be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    paused: bool | None = None
    forced: bool | None = None
    wanted_files: FileIndexes | None = None
    download_limit: Limit | None = None
    upload_limit: Limit | None = None
    sequential: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> "DownloadChanges":
        if not self.model_fields_set:
            raise ValueError("nothing to change was given")
        return self
