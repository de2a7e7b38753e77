"""The protocol's errors (OpenSubsonic, "Error handling"): a code and a sentence inside an answer of HTTP 200."""

GENERIC = 0
MISSING = 10
WRONG_CREDENTIALS = 40
CONFLICTING = 43
WRONG_KEY = 44
NOT_ALLOWED = 50
NOT_FOUND = 70


class SubsonicError(Exception):
    """A call that cannot be answered. `code` is one of this module's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def not_found(what: str) -> SubsonicError:
    return SubsonicError(NOT_FOUND, f"{what} is not in the library. Refresh the app's library.")
