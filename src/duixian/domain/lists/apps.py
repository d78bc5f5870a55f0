"""Django's registration of the app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.lists"
    label = "lists"
    verbose_name = "限消与失信"
