"""Django's registration of the app."""

from django.apps import AppConfig


class CourtsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.courts"
    label = "courts"
    verbose_name = "法院"
