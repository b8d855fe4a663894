"""Addresses of the desk: each stage lists its own in a module of its own."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
