"""Addresses of the citizen counter."""

from django.urls import URLPattern, path

from jiuzhu.interfaces.web.citizen import follow, progress, sign_in

app_name = "citizen"
urlpatterns: list[URLPattern] = [
    path("", progress.home, name="home"),
    path("sign-in/", sign_in.phone, name="sign_in"),
    path("code/", sign_in.code, name="code"),
    path("progress/", follow.follow, name="follow"),
    path("progress/case/", follow.followed, name="followed"),
    path("progress/<str:code>/", follow.follow, name="follow_code"),
    path("leave/", sign_in.leave, name="leave"),
    path("cases/<str:number>/", progress.case, name="case"),
    path("cases/<str:number>/confirm/", progress.confirm, name="confirm"),
    path("cases/<str:number>/confirm/send/", progress.send_confirmation, name="send_confirmation"),
    path("cases/<str:number>/receipt/", progress.receipt, name="receipt"),
    path("papers/<slug:code>.pdf", progress.paper, name="paper"),
]
