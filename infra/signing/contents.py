"""What a document carries beside its page: its fields, and its data for machines."""

from typing import cast

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from infra.documents.anchors import DATA


def fields(root: DictionaryObject) -> dict[str, DictionaryObject]:
    """Its form's fields by name."""
    if "/AcroForm" not in root:
        return {}
    found = (one.get_object() for one in root["/AcroForm"]["/Fields"])
    return {str(field["/T"]): field for field in found}


def values(reader: PdfFileReader) -> dict[str, str]:
    """What was filled in."""
    filled = fields(reader.root).items()
    return {name: str(field["/V"]) for name, field in filled if field["/FT"] == "/Tx" and "/V" in field}


def data(reader: PdfFileReader) -> bytes | None:
    """What it says for machines; documents of the old way carry nothing."""
    if "/Names" not in reader.root or "/EmbeddedFiles" not in reader.root["/Names"]:
        return None
    listed = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
    for name, file in zip(listed[::2], listed[1::2], strict=True):
        if str(name) == DATA:
            return cast("bytes", file.get_object()["/EF"]["/F"].data)
    return None
