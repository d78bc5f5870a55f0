"""Django's registration of the app."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.funds"
    label = "funds"
    verbose_name = "案款"
