"""Addresses of the village counter."""

from django.urls import URLPattern, path

from jiuzhu.interfaces.web.village import home, photos, relief, views

app_name = "village"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("urgent/", relief.urgent, name="urgent"),
    path("duties/", home.duties, name="duties"),
    path("helping/", home.helping, name="helping"),
    path("proxying/", home.proxying, name="proxying"),
    path("photos/", photos.keep, name="photo"),
    path("notices/<slug:code>/post/", views.post, name="post"),
    path("notices/<slug:code>/take-down/", views.take_down, name="take_down"),
    path("notices/<slug:code>/object/", views.objecting, name="object"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/apply/", views.apply, name="apply"),
    path("papers/<slug:code>/deliver/", views.deliver, name="deliver"),
]
