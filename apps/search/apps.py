from django.apps import AppConfig


class SearchConfig(AppConfig):
    """What is asked: understanding, the catalogue, sources, ranking."""

    name = "apps.search"
    label = "search"

    def ready(self) -> None:
        from apps.downloads.origins import register_origin
        from apps.library.catalogue import register_catalogue
        from apps.search.catalogue.library_port import CatalogueForLibrary
        from apps.search.origins import origin_of_link, origin_of_result

        register_origin("result_id", origin_of_result)
        register_origin("torrent_url", origin_of_link)
        register_catalogue(CatalogueForLibrary())
