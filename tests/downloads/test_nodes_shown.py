"""The nodes in the admin, and the node in a download's JSON."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.downloads import leases
from apps.downloads.domain import MagnetSource
from apps.downloads.leases import DEFAULT_TERMS, Claim
from apps.downloads.models import TorrentNode
from apps.downloads.queries import download_document
from apps.downloads.services import start_download

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


def test_a_new_download_names_the_node_that_lives() -> None:
    leases.take(Claim("cellar", "a folder"), DEFAULT_TERMS)
    download, _created = start_download(MagnetSource("magnet:?xt=urn:btih:" + "12" * 20))
    assert download_document(download)["node"] == "cellar"


def test_the_admin_shows_who_lives_and_deletes_only_what_is_gone(client: Client) -> None:
    leases.take(Claim("cellar", "a folder"), DEFAULT_TERMS)
    TorrentNode.objects.create(name="attic", lease_until="2026-01-01T00:00:00Z", seen_at="2026-01-01T00:00:00Z")
    client.force_login(User.objects.create_superuser("owner", password="a long password"))
    page = client.get("/admin/downloads/torrentnode/").content.decode()
    assert "cellar" in page and "attic" in page and "icon-yes" in page and "icon-no" in page
    assert client.get("/admin/downloads/torrentnode/cellar/change/").status_code == 200
    assert client.get("/admin/downloads/torrentnode/cellar/delete/").status_code == 403
    assert client.get("/admin/downloads/torrentnode/attic/delete/").status_code == 200
