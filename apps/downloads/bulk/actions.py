"""What can be done with many downloads at once. One that does not go leaves the others alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from apps.core.errors import ApiError
from apps.downloads import queries, services
from apps.downloads.leaving import leave, stay

MOST = 2000


class Action(StrEnum):
    """The verbs; REMOVE can be undone for a while, as for one download."""

    PAUSE = "pause"
    RESUME = "resume"
    FORCE = "force"
    UNFORCE = "unforce"
    FRONT = "front"
    END = "end"
    RECHECK = "recheck"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ids that it was done with, and for each other a sentence that tells why not."""

    done: tuple[str, ...]
    failed: dict[str, str]

    def as_dict(self) -> dict[str, object]:
        """JSON."""
        failed = [{"download_id": name, "message": message} for name, message in self.failed.items()]
        return {"done": list(self.done), "failed": failed}


def act(action: Action, download_ids: Iterable[uuid.UUID | str]) -> Outcome:
    """Do `action` with each of these downloads, in their order."""
    ids = list(dict.fromkeys(map(str, download_ids)))[:MOST]
    if action == Action.FRONT:
        ids.reverse()  # the first of them is to be the very first
    return _each(_VERBS[action], ids)


def undo_remove(download_ids: Iterable[uuid.UUID | str]) -> Outcome:
    """Bring back what was just removed."""
    return _each(lambda name: stay(uuid.UUID(name)), map(str, download_ids))


def _each(verb: Callable[[str], object], ids: Iterable[str]) -> Outcome:
    done, failed = [], {}
    for name in ids:
        try:
            verb(name)
        except ApiError as error:
            failed[name] = error.message
        except ValueError:
            failed[name] = "That is not the id of a download."
        else:
            done.append(name)
    return Outcome(tuple(done), failed)


def _remove(name: str) -> None:
    download = queries.find_download(name)
    if download is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    leave(download, delete_data=not download.destination)


_VERBS: dict[Action, Callable[[str], object]] = {
    Action.PAUSE: lambda name: services.change_download(name, paused=True),
    Action.RESUME: lambda name: services.change_download(name, paused=False),
    Action.FORCE: lambda name: services.change_download(name, forced=True, paused=False),
    Action.UNFORCE: lambda name: services.change_download(name, forced=False),
    Action.FRONT: lambda name: services.queue_download(name, to_front=True),
    Action.END: lambda name: services.queue_download(name, to_front=False),
    Action.RECHECK: services.recheck_download,
    Action.REMOVE: _remove,
}
