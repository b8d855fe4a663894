"""Addresses of the citizen counter."""

from django.urls import URLPattern, path

from jiuzhu.interfaces.web.citizen import progress, sign_in

app_name = "citizen"
urlpatterns: list[URLPattern] = [
    path("", progress.home, name="home"),
    path("sign-in/", sign_in.phone, name="sign_in"),
    path("code/", sign_in.code, name="code"),
    path("leave/", sign_in.leave, name="leave"),
    path("cases/<str:number>/", progress.case, name="case"),
    path("cases/<str:number>/confirm/", progress.confirm, name="confirm"),
    path("cases/<str:number>/confirm/send/", progress.send_confirmation, name="send_confirmation"),
    path("papers/<slug:code>.pdf", progress.paper, name="paper"),
]
