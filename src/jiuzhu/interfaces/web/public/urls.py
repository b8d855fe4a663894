"""Addresses of the public counter."""

from django.urls import URLPattern, path

from jiuzhu.interfaces.web.public import authorize, objecting, policy, self_assessment, views

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("apply/", views.apply, name="apply"),
    path("pinggu/", self_assessment.assess, name="assess"),
    path("zc/", policy.policy, name="policy"),
    path("zc/flow.svg", policy.flow_picture, name="flow_picture"),
    path("yz/", views.check, name="check"),
    path("yz/<slug:code>", views.paper, name="paper"),
    path("gk/", views.places, name="places"),
    path("gk/yy/<slug:code>/", objecting.objecting, name="objecting"),
    path("gk/<slug:code>/", views.place, name="place"),
    path("sq/signed/", authorize.authorized, name="authorized"),
    path("sq/<str:token>", authorize.authorize, name="authorize"),
    path("robots.txt", views.robots, name="robots"),
]
