"""Django's registration of the app."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.assets"
    label = "assets"
    verbose_name = "财产查控"
