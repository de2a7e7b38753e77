from django.urls import path

from apps.search import views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.start, name="start"),
    path("search/forget/", views.clear_history, name="forget"),
]
