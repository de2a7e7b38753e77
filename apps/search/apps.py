from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class SearchConfig(AppConfig):
    """What is asked: understanding, the catalogue, sources, ranking."""

    name = "apps.search"
    label = "search"

    def ready(self) -> None:
        from apps.downloads.models import Download
        from apps.downloads.origins import register_origin
        from apps.library.catalogue import register_catalogue
        from apps.search.catalogue.library_port import CatalogueForLibrary
        from apps.search.origins import origin_of_link, origin_of_result

        register_origin("result_id", origin_of_result)
        register_origin("torrent_url", origin_of_link)
        register_catalogue(CatalogueForLibrary())
        pre_delete.connect(_learn_before_it_is_forgotten, sender=Download, dispatch_uid="search_mistakes")


def _learn_before_it_is_forgotten(instance: Any, **_signal: Any) -> None:
    from apps.search.mistakes import learn_from_downloads

    learn_from_downloads([instance])
