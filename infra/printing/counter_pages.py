"""What a counter sees and prints of pages; runs in the press's processes, which alone load what reads them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.printing.scans import Glance


def glance(file: bytes, turn: int) -> "Glance":
    """A small picture of what is about to be bound."""
    from infra.printing import scans

    return scans.glance(file, turn)


def copies(pdf: bytes, many: int) -> bytes:
    """Repeat a document in one file, so that a printer gives it so often."""
    from io import BytesIO

    import pypdfium2 as pdfium

    one, repeated, written = pdfium.PdfDocument(pdf), pdfium.PdfDocument.new(), BytesIO()
    try:
        for _ in range(many):
            repeated.import_pages(one)
        repeated.save(written)
    finally:
        repeated.close()
        one.close()
    return written.getvalue()
