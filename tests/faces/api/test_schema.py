"""What the API answers is what its schema promises, for requests nobody thought of; never a 500."""

import pytest
import schemathesis
from apikeys import key_of
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from duixian.config.wsgi import application
from duixian.domain.courts.models import ApiToken
from duixian.faces.api.api import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
]


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.usefixtures("filed")
def test_every_answer_is_the_one_promised(case: schemathesis.Case) -> None:
    ApiToken.objects.all().delete()
    case.call_and_validate(headers={"Authorization": key_of("officer")}, checks=CHECKS)


def test_every_operation_says_how_it_can_fail() -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            told = {str(code) for code in operation["responses"]}
            assert {"401", "403", "404", "409", "422"} <= told, f"{method} {path}"


def test_amounts_are_decimal_strings_with_a_pattern() -> None:
    shapes = api.get_openapi_schema()["components"]["schemas"]

    for name in ("claim", "amount", "remaining", "funds"):
        found = [shape["properties"][name] for shape in shapes.values() if name in shape.get("properties", {})]
        for prop in found:
            text = str(prop)
            assert "'string'" in text, (name, prop)
            assert "pattern" in text, (name, prop)
