"""What the log tells of a request: where it went, never with which query."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log's own formatter makes of requests."""
    formatter = next(h.formatter for h in logging.getLogger().handlers if isinstance(h.formatter, ProcessorFormatter))
    stream, logger = io.StringIO(), logging.getLogger("django_structlog")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_the_query_of_a_request_is_not_logged(client: Client, written: io.StringIO) -> None:
    assert client.get("/rest/a/b?u=ada&p=the-app-password").status_code == 404
    assert "/rest/a/b" in written.getvalue()
    assert "the-app-password" not in written.getvalue()
