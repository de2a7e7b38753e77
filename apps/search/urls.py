from django.urls import path

from apps.search import views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.start, name="start"),
    path("search/forget/", views.forget, name="forget"),
    path("search/<uuid:search_id>/", views.results, name="results"),
    path("search/<uuid:search_id>/answer/", views.answer, name="answer"),
    path("search/results/<uuid:result_id>/", views.ledger, name="ledger"),
]
