"""The officer's own keys. Made and revoked at a session only: a key cannot beget keys."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Status

from duixian.domain.courts import tokens
from duixian.domain.courts.models import ApiToken
from duixian.faces.api.keys import Session, officer
from duixian.faces.api.shapes import Id, Problem, ProblemCodes, TokenIn, TokenMade, TokenOut

router = Router(tags=["密钥"], auth=Session())


def shown(token: ApiToken) -> dict[str, Any]:
    """A key without itself."""
    return {
        "id": token.pk,
        "name": token.name,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }


@router.get("", response={200: list[TokenOut], ProblemCodes: Problem}, summary="我的密钥")
def list_tokens(request: HttpRequest) -> list[dict[str, Any]]:
    """Keys that were not revoked."""
    return [shown(token) for token in tokens.of(officer(request))]


@router.post("", response={200: TokenMade, ProblemCodes: Problem}, summary="新密钥")
def make_token(request: HttpRequest, body: TokenIn) -> dict[str, Any]:
    """Make a key; it is shown once."""
    token, key = tokens.issue(officer=officer(request), name=body.name, days=body.days, now=timezone.now())
    return {**shown(token), "key": key}


@router.delete("/{token_id}", response={204: None, ProblemCodes: Problem}, summary="撤销密钥")
def revoke_token(request: HttpRequest, token_id: Id) -> Status[None]:
    """End a key at once."""
    if not tokens.revoke(officer=officer(request), token_id=token_id, now=timezone.now()):
        raise Http404
    return Status(204, None)
