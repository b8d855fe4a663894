"""Routes of the parts themselves: the catalogue of components and the appearance switch."""

from django.urls import path

from jiuzhu.interfaces.web.parts.appearance import set_appearance
from jiuzhu.interfaces.web.parts.catalogue import ui_catalogue

urlpatterns = [
    path("system/ui/", ui_catalogue, name="ui_catalogue"),
    path("appearance/", set_appearance, name="appearance"),
]
