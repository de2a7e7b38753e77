from django.urls import path

from apps.downloads import views

app_name = "downloads"
urlpatterns = [
    path("", views.downloads_page, name="list"),
    path("add/", views.add, name="add"),
]
