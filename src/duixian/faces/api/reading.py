"""Reading a judgment: the same rules as `duixian parse`, without keeping anything."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from duixian.faces.api.shapes import ParseIn, Problem, ProblemCodes
from duixian.faces.cli.parse import as_dict
from duixian.reading.judgments import read

router = Router(tags=["识别"])


@router.post("", response={200: dict[str, Any], ProblemCodes: Problem}, summary="识别裁判文书")
def parse(request: HttpRequest, body: ParseIn) -> dict[str, Any]:
    """What the operative part orders, with the span of every word and a list of what was not understood."""
    return as_dict(read(body.text))
