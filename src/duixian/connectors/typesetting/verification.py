"""The check mark on everything a court sends: a code to type in, and the same as a QR code."""

import io

import segno


def qr_svg(url: str) -> str:
    """The QR code of an address as SVG, error correction M, with its quiet zone."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()


def grouped(code: str) -> str:
    """The code in groups of four, as people read it aloud: 7K3M 9QXD."""
    bare = code.replace(" ", "").replace("-", "")
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))
