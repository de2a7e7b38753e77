"""Many downloads at once over JSON."""

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from apps.downloads.bulk.actions import MOST, Action, act

router = Router(tags=["downloads"])


class BulkAction(Schema):
    """What to do, and with which downloads."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    download_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MOST)]


@router.post("/download/bulk")
def bulk(request: HttpRequest, body: BulkAction) -> dict[str, Any]:
    """Do one thing with many downloads: `{"done": [id], "failed": [{"download_id", "message"}]}`."""
    return act(body.action, body.download_ids).as_dict()
