from django.urls import path

from apps.core import views

app_name = "settings"
urlpatterns = [path("", views.settings_page, name="all")]
