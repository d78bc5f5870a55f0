"""The file of an instrument as it was issued."""

from django.http import Http404, HttpRequest, HttpResponse

from duixian.domain.documents.models import Instrument


def instrument_file(request: HttpRequest, pk: int, instrument_id: int) -> HttpResponse:
    """The PDF, byte for byte as sent, to be read in the browser. 404 for what the officer may not see."""
    instrument = Instrument.objects.filter(pk=instrument_id, case_id=pk).first()
    if instrument is None:
        raise Http404
    response = HttpResponse(bytes(instrument.pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{instrument.kind}-{instrument.pk}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
