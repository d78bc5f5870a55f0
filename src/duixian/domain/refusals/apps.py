"""Django's registration of the app."""

from django.apps import AppConfig


class RefusalsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.refusals"
    label = "refusals"
    verbose_name = "拒执案件"
