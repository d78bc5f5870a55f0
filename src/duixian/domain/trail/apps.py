"""Django's registration of the app."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """The trail of acts."""

    name = "duixian.domain.trail"
    label = "trail"
    verbose_name = "留痕"
