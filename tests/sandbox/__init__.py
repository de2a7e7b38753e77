"""The little internet of the tests and of `make demo`: see README.md."""

from tests.sandbox.internet import Sandbox

__all__ = ["Sandbox"]
