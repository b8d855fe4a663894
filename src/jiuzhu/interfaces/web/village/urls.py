"""Addresses of the village counter."""

from django.urls import URLPattern

app_name = "village"
urlpatterns: list[URLPattern] = []
