from django.urls import path

from apps.core import views

app_name = "settings"
urlpatterns = [
    path("", views.every_setting, name="all"),
    path("theme/", views.theme, name="theme"),
    path("import/", views.import_everything, name="import"),
    path("<slug:name>/", views.change, name="change"),
    path("<slug:name>/undo/", views.undo, name="undo"),
]
