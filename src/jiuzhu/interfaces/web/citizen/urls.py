"""Addresses of the citizen counter."""

from django.urls import URLPattern

app_name = "citizen"
urlpatterns: list[URLPattern] = []
