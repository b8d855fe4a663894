"""Addresses of the desk: each stage lists its own in a module of its own."""

from __future__ import annotations

from django.urls import URLPattern

from jiuzhu.interfaces.web.desk import (
    answers,
    applications,
    archives,
    assessments,
    bulk,
    columns,
    decisions,
    exports,
    family,
    home,
    intents,
    jobs,
    keys,
    notices,
    papers,
    payments,
    printing,
    publicity,
    reports,
    reviews,
    saved_lists,
    signing,
    slips,
    trace,
    verification,
    workspace_gallery,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *workspace_gallery.urlpatterns,
    *saved_lists.urlpatterns,
    *jobs.urlpatterns,
    *exports.urlpatterns,
    *notices.urlpatterns,
    *columns.urlpatterns,
    *keys.urlpatterns,
    *printing.urlpatterns,
    *bulk.urlpatterns,
    *trace.urlpatterns,
    *intents.urlpatterns,
    *family.urlpatterns,
    *signing.urlpatterns,
    *slips.urlpatterns,
    *verification.urlpatterns,
    *reports.urlpatterns,
    *answers.urlpatterns,
    *applications.urlpatterns,
    *assessments.urlpatterns,
    *decisions.urlpatterns,
    *publicity.urlpatterns,
    *papers.urlpatterns,
    *reviews.urlpatterns,
    *payments.urlpatterns,
    *archives.urlpatterns,
]
