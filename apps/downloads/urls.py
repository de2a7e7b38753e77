from django.urls import path

from apps.downloads import views

app_name = "downloads"
urlpatterns = [
    path("", views.downloads_page, name="list"),
    path("add/", views.add, name="add"),
    path("take/", views.take, name="take"),
    path("<uuid:download_id>/", views.details, name="details"),
    path("<uuid:download_id>/pause/", views.pause, name="pause"),
    path("<uuid:download_id>/resume/", views.resume, name="resume"),
    path("<uuid:download_id>/files/", views.choose_files, name="files"),
    path("<uuid:download_id>/remove/", views.remove, name="remove"),
    path("<uuid:download_id>/restore/", views.restore, name="restore"),
]
