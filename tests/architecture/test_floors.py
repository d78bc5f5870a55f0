"""Foreign keys obey the floors of .importlinter: what an import cannot see, this sees."""

import configparser
from pathlib import Path
from typing import Any

from django.apps import apps

ROOT = Path(__file__).parents[2]


def heights() -> dict[str, int]:
    """Height of each app, read from the import contract: one list, two guards."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    rows = config["importlinter:contract:apps"]["layers"].split()
    return {name: -row for row, name in enumerate(rows)}


def relations() -> list[tuple[Any, Any, Any]]:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("duixian."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if field.is_relation and not field.auto_created and isinstance(target, type):
                found.append((model, field, target))
    return found


def test_foreign_keys_point_down() -> None:
    height = heights()

    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in relations()
        if target._meta.app_label != model._meta.app_label
        and height.get(target._meta.app_label, 99) >= height[model._meta.app_label]
    ]

    assert relations()
    assert upward == []


def test_lower_floors_get_no_reverse_accessor() -> None:
    leaks = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in relations()
        if target._meta.app_label != model._meta.app_label and not field.remote_field.hidden
    ]

    assert leaks == []


def test_every_app_of_ours_has_a_place() -> None:
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("duixian.domain.")}

    assert labels == set(heights())
