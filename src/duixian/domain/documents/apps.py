"""Django's registration of the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See the package's docstring."""

    name = "duixian.domain.documents"
    label = "documents"
    verbose_name = "文书"
