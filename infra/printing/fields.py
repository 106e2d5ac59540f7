"""What the printer leaves undone: places to be filled in and sealed later, and the claim to be readable by everybody.

A template marks a place by an empty link, ``<a class="field" href="field:number"></a>``: links are tagged, and so a
place keeps its tag (PDF/UA-1) when it becomes a form's field.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pydyf
from weasyprint import Attachment, Document
from weasyprint.urls import URLFetcherResponse

from infra.documents.anchors import CODE, DATA, ISSUED, NUMBER, SEAL
from infra.documents.qr import ALTERNATIVE

PLACES = {
    NUMBER: ("/Tx", "Số và ký hiệu của văn bản"),
    ISSUED: ("/Tx", "Ngày, tháng, năm ban hành văn bản"),
    SEAL: ("/Sig", "Chữ ký số của cơ quan, tổ chức"),
    CODE: ("/Tx", ALTERNATIVE),
}
"""By name: kind of field, and what a screen reader says of it."""
MARK = "field:"
READ_ONLY = 1
"""Of a field's flags: readers show how it was drawn, not a box to type in, nor a code as the text it stands for."""
ACCESSIBLE = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
"""PDF/UA-1's mark, and its description, without which PDF/A-3 does not allow it."""


def attachment(data: str, fetcher: Callable[[str], URLFetcherResponse]) -> Attachment:
    """What the page says, for machines."""
    now = datetime.now(UTC)
    return Attachment(
        string=data,
        name=DATA,
        description="Dữ liệu của văn bản (JSON)",
        created=now,
        modified=now,
        relationship="Data",
        url_fetcher=fetcher,  # without one it loads the system's certificates, to fetch nothing
    )


def finish(_: Document, pdf: pydyf.PDF) -> None:
    """Turn marked places into fields, and claim PDF/UA-1."""
    metadata = pdf.objects[_number(pdf.catalog["Metadata"])]
    metadata.compress = False  # PDF/A wants it readable without a PDF reader
    metadata.stream = [part.replace(b"</rdf:RDF>", ACCESSIBLE) for part in metadata.stream]
    marked = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and _place(one)]
    if not marked:
        return
    empty = pydyf.Stream([b""], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 1, 1])})
    pdf.add_object(empty)
    tags = _tags(pdf)
    for annotation in marked:
        _retag(pdf, tags[annotation["StructParent"]], annotation)
        _become_field(annotation, _place(annotation), empty)
    fields = pydyf.Array([annotation.reference for annotation in marked])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields, "DA": pydyf.String("0 g")})


def _place(annotation: pydyf.Dictionary) -> str:
    action = annotation.get("A")
    target = action.get("URI") if isinstance(action, dict) else None
    return str(target.string).removeprefix(MARK) if target and str(target.string).startswith(MARK) else ""


def _become_field(annotation: pydyf.Dictionary, name: str, empty: pydyf.Stream) -> None:
    kind, said = PLACES[name]
    for key in ("A", "BS", "Contents"):
        annotation.pop(key, None)
    x1, y1, x2, y2 = annotation["Rect"]
    annotation.update(
        {
            "Subtype": "/Widget",
            "FT": kind,
            "T": pydyf.String(name),
            "TU": pydyf.String(said),
            "Rect": pydyf.Array([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]),
            "AP": pydyf.Dictionary({"N": empty.reference}),
        }
    )
    if kind == "/Tx":
        annotation["Ff"] = READ_ONLY
    if kind == "/Sig":  # what its signatory's signature covers: who seals, locks everything
        annotation["Lock"] = pydyf.Dictionary({"Type": "/SigFieldLock", "Action": "/All", "P": 1})


def _tags(pdf: pydyf.PDF) -> dict[int, pydyf.Dictionary]:
    """The structure's elements by the number that an annotation has there."""
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    pairs = pdf.objects[_number(root["ParentTree"])]["Nums"]
    return {
        place: pdf.objects[_number(found)]
        for place, found in zip(pairs[::2], pairs[1::2], strict=True)
        if not isinstance(found, list)
    }


def _retag(pdf: pydyf.PDF, tag: pydyf.Dictionary, annotation: pydyf.Dictionary) -> None:
    tag["S"] = "/Form"
    for reference in tag["K"]:
        found = pdf.objects[_number(reference)]
        if found.get("Type") == "/OBJR" and found["Obj"] == annotation.reference:
            tag["K"] = reference
            return


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
