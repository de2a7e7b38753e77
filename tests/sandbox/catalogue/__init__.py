"""The invented catalogue: artists, release groups, editions, track lists, and the torrents that exist of them."""

from tests.sandbox.catalogue.loader import load
from tests.sandbox.catalogue.model import Catalogue, Copy, Listing, Release, ReleaseGroup

__all__ = ["Catalogue", "Copy", "Listing", "Release", "ReleaseGroup", "load"]
