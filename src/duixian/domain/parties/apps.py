"""Django's registration of the app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.parties"
    label = "parties"
    verbose_name = "当事人"
