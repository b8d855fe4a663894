"""Addresses of the village counter."""

from django.urls import URLPattern, path

from jiuzhu.interfaces.web.village import views

app_name = "village"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("notices/<slug:code>/post/", views.post, name="post"),
    path("notices/<slug:code>/take-down/", views.take_down, name="take_down"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/apply/", views.apply, name="apply"),
    path("papers/<slug:code>/deliver/", views.deliver, name="deliver"),
]
