"""Is this paper really from the court? A public page: the code printed on an instrument tells what was issued."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models import Certificate
from duixian.flows.lists.certify import verifies


@login_not_required
@never_cache
def verify_page(request: HttpRequest) -> HttpResponse:
    """Kind, court, day and fingerprint of the instrument with this code; its case number partly masked. A code is 16
    characters nobody can guess; an unknown one tells nothing. A certificate that an entry of the lists is gone is shown
    with the check of its signature."""
    code = "".join(request.GET.get("code", "").split()).upper()
    found = certificate = None
    if code:
        with scope.of_all_courts():
            found = (
                Instrument.objects.select_related("court").defer("pdf", "facts").filter(verify_code=code[:24]).first()
            )
            if found is not None:
                certificate = Certificate.objects.filter(paper_id=found.pk).first()
    shown = {
        "code": code,
        "found": found,
        "number": _masked(found.number) if found else "",
        "certificate": certificate,
        "signature_holds": certificate is not None and _signed(certificate),
    }
    return render(request, "desk/verify.html", shown, status=404 if code and found is None else 200)


def _signed(certificate: Certificate) -> bool:
    """Whether the signature is of what the certificate says; never for one that waits for its signature."""
    return bool(certificate.signature) and verifies(
        payload=certificate.payload, signature=certificate.signature, key=certificate.key
    )


def _masked(number: str) -> str:
    """（2026）粤0605执123号 → （2026）粤0605执***号: whose case it is stays between the court and the parties."""
    head, kind, _ = number.rpartition("执")
    return f"{head}{kind}***号" if kind else "***"
