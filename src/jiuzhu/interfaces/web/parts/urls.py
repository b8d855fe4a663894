"""Routes of the parts themselves: the catalogue of components and the appearance switch."""

from django.urls import path

from jiuzhu.interfaces.web.parts import help_pages
from jiuzhu.interfaces.web.parts.appearance import set_appearance
from jiuzhu.interfaces.web.parts.catalogue import ui_catalogue
from jiuzhu.interfaces.web.parts.switching import switch_user

urlpatterns = [
    path("system/ui/", ui_catalogue, name="ui_catalogue"),
    path("help/", help_pages.index, name="help"),
    path("help/tour/<int:card>/", help_pages.tour_card, name="tour_card"),
    path("help/tour/end/", help_pages.end, name="end_tour"),
    path("help/<str:route>/", help_pages.page, name="help_page"),
    path("accounts/switch/", switch_user, name="switch_user"),
    path("appearance/", set_appearance, name="appearance"),
]
