"""Django's registration of the workers, so that procrastinate finds the tasks."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Background work."""

    name = "duixian.faces.workers"
    label = "workers"
