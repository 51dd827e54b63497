"""The last pass over a finished PDF: what makes it PDF/A-2a and PDF/UA-1.

Adds the colour profile, the XMP metadata and the date, and packs the structure
into object streams, which halves the file. Knows pikepdf and nothing of layout.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from PIL import ImageCms

from reporting.pdf.style import plain_text

# PDF/A knows no pdfuaid property, so the file itself must describe it.
XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt>\
</dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
PRODUCER = "ReportLab and pikepdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a file says about itself.

    `language` is a BCP 47 tag, such as "fr" or "pt-PT"; `created` knows its zone.
    """

    title: str
    language: str
    author: str
    created: datetime
    subject: str = ""

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError("The creation date of a PDF needs its time zone.")
        if not plain_text(self.title).strip():
            raise ValueError("A PDF needs a title; it is the name of the window.")


def finish(pdf: bytes, details: Details) -> bytes:
    """Return the file with everything an archive and a screen reader ask for.

    The same input gives the same bytes.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        _add_output_intent(document)
        _add_metadata(document, details)
        finished = BytesIO()
        document.save(
            finished,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
            deterministic_id=True,
        )
    return finished.getvalue()


@cache
def _srgb_profile() -> bytes:
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    # The header holds the moment the profile was made (ICC.1, 7.2.8): fix it,
    # or two processes write two different files.
    profile[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    profile[84:100] = bytes(16)  # its checksum, which may be left out
    return bytes(profile)


def _add_output_intent(document: pikepdf.Pdf) -> None:
    profile = document.make_stream(_srgb_profile())
    profile.N = 3
    document.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFA1,  # the same name in every part of PDF/A
                OutputConditionIdentifier="sRGB",
                DestOutputProfile=profile,
            )
        ]
    )


def _add_metadata(document: pikepdf.Pdf, details: Details) -> None:
    created = details.created.astimezone(UTC).replace(microsecond=0)
    words = {
        "title": plain_text(details.title),
        "author": plain_text(details.author),
        "subject": plain_text(details.subject),
    }
    info = document.docinfo
    for name in list(info.keys()):
        del info[name]
    for name, value in words.items():
        info[f"/{name.capitalize()}"] = value
    info["/Producer"] = PRODUCER
    info["/CreationDate"] = info["/ModDate"] = f"D:{created:%Y%m%d%H%M%S}+00'00'"

    xmp = XMP.format(
        **{name: escape(value) for name, value in words.items()},
        language=escape(details.language),
        producer=PRODUCER,
        created=created.isoformat(),
    )
    document.Root.Metadata = document.make_stream(
        xmp.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )
    document.Root.Lang = details.language
