"""Where a download may come from besides a magnet link or a torrent: other rooms register how to resolve their ids.

The search room registers `result_id`, since downloads may not know searches.
"""

from collections.abc import Callable

from apps.downloads.domain import Origin

Resolver = Callable[[str], Origin]

_resolvers: dict[str, Resolver] = {}


def register_origin(kind: str, resolver: Resolver) -> None:
    """From now on `resolver` answers for ids of this `kind`; it raises LookupError for one that it does not know."""
    _resolvers[kind] = resolver


def resolve_origin(kind: str, value: str) -> Origin:
    """What the id stands for. Raises LookupError where the kind or the id is not known."""
    if kind not in _resolvers:
        raise LookupError(f"nothing answers for {kind}")
    return _resolvers[kind](value)
