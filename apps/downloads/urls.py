from django.urls import path

from apps.downloads import views
from apps.downloads.bulk import views as bulk_views
from apps.downloads.details import views as details_views
from apps.downloads.network import views as network_views
from apps.downloads.recycling import views as recycling_views

app_name = "downloads"
urlpatterns = [
    path("", views.downloads_page, name="list"),
    path("add/", views.add, name="add"),
    path("take/", views.take, name="take"),
    path("bulk/", bulk_views.bulk, name="bulk"),
    path("bulk/undo/", bulk_views.undo, name="undo-bulk"),
    path("network/blocklist/", network_views.blocklist, name="blocklist"),
    path("bin/", recycling_views.bin_page, name="bin"),
    path("bin/empty/", recycling_views.empty, name="empty-bin"),
    path("bin/<uuid:download_id>/restore/", recycling_views.bring_back, name="bring-back"),
    path("bin/<uuid:download_id>/delete/", recycling_views.delete, name="delete-recycled"),
    path("<uuid:download_id>/", views.details, name="details"),
    path("<uuid:download_id>/pause/", views.pause, name="pause"),
    path("<uuid:download_id>/go-on/", views.go_on, name="go-on"),
    path("<uuid:download_id>/resume/", views.resume, name="resume"),
    path("<uuid:download_id>/files/", views.choose_files, name="files"),
    path("<uuid:download_id>/contacts/", details_views.change_contacts, name="contacts"),
    path("<uuid:download_id>/reannounce/", details_views.reannounce, name="reannounce"),
    path("<uuid:download_id>/options/", details_views.change_options, name="options"),
    path("<uuid:download_id>/move/", details_views.move, name="move"),
    path("<uuid:download_id>/queue/", details_views.queue, name="queue"),
    path("<uuid:download_id>/recheck/", details_views.recheck, name="recheck"),
    path("<uuid:download_id>/remove/", views.remove, name="remove"),
    path("<uuid:download_id>/restore/", views.restore, name="restore"),
]
