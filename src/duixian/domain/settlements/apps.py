"""Django's registration of the app."""

from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.settlements"
    label = "settlements"
    verbose_name = "执行和解"
