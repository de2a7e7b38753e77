from django.urls import path

from apps.search import assistant_views, source_views, views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.start, name="start"),
    path("search/forget/", views.forget, name="forget"),
    path("search/<uuid:search_id>/", views.results, name="results"),
    path("search/<uuid:search_id>/answer/", views.answer, name="answer"),
    path("search/<uuid:search_id>/rank/", views.rank, name="rank"),
    path("search/<uuid:search_id>/more/", views.more, name="more"),
    path("search/results/<uuid:result_id>/", views.ledger, name="ledger"),
    path("search/results/<uuid:result_id>/allow/", views.allow, name="allow"),
    path("search/covers/<uuid:mbid>/", views.cover, name="cover"),
    path("assistant/test/", assistant_views.test, name="assistant-test"),
    path("assistant/renew/", assistant_views.renew, name="assistant-renew"),
    path("sources/add/", source_views.add, name="source-add"),
    path("sources/<int:source_id>/switch/", source_views.switch, name="source-switch"),
    path("sources/<int:source_id>/test/", source_views.test, name="source-test"),
    path("sources/<int:source_id>/remove/", source_views.remove, name="source-remove"),
]
