from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_save, pre_delete


class SearchConfig(AppConfig):
    """What is asked: understanding, the catalogue, sources, ranking."""

    name = "apps.search"
    label = "search"

    def ready(self) -> None:
        from apps.downloads.models import Download
        from apps.downloads.origins import register_origin
        from apps.library.catalogue import register_catalogue
        from apps.library.models import Album, AlbumTrust
        from apps.search.catalogue.library_port import CatalogueForLibrary
        from apps.search.origins import origin_of_link, origin_of_result

        register_origin("result_id", origin_of_result)
        register_origin("torrent_url", origin_of_link)
        register_catalogue(CatalogueForLibrary())
        pre_delete.connect(_learn_before_it_is_forgotten, sender=Download, dispatch_uid="search_mistakes")
        post_save.connect(_learn_once_it_stands, sender=Album, dispatch_uid="search_mistakes")
        post_save.connect(_learn_once_it_is_examined, sender=AlbumTrust, dispatch_uid="search_mistakes")


def _learn_before_it_is_forgotten(instance: Any, **_signal: Any) -> None:
    from apps.search.learning import learn_from_downloads

    learn_from_downloads([instance])


def _learn_once_it_stands(instance: Any, **_signal: Any) -> None:
    if not instance.origin.get("info_hash"):
        return

    def learn() -> None:
        from apps.library.models import Album
        from apps.search.learning import learn_from_album

        for album in Album.objects.filter(pk=instance.pk):
            learn_from_album(album)

    transaction.on_commit(learn, robust=True)  # whatever goes wrong here is logged, and costs the album nothing


def _learn_once_it_is_examined(instance: Any, **_signal: Any) -> None:
    _learn_once_it_stands(instance.album)
