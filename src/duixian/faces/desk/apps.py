"""Django's registration of the staff pages."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Staff pages."""

    name = "duixian.faces.desk"
    label = "desk"
