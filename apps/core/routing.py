from django.urls import path

from apps.core.pages.consumer import PageConsumer

socket_routes = [path("ws/page", PageConsumer.as_asgi())]
