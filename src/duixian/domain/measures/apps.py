"""Django's registration of the app."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.measures"
    label = "measures"
    verbose_name = "强制措施"
