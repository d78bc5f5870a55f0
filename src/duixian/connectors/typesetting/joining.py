"""Several PDF files as one, for a printer."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2


def joined(files: Sequence[bytes]) -> bytes:
    """The pages of all files in order. The files themselves, as they were issued, are kept elsewhere."""
    whole = pypdfium2.PdfDocument.new()
    for file in files:
        part = pypdfium2.PdfDocument(file)
        whole.import_pages(part)
        part.close()
    out = BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()
