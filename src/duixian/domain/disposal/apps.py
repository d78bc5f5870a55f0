"""Django's registration of the app."""

from django.apps import AppConfig


class DisposalConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.disposal"
    label = "disposal"
    verbose_name = "财产处置"
