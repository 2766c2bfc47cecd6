"""What a document of the standards may be: known by its content, never by its name. Pure."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

LARGEST = 10_000_000
MOST = 12  # of one line
MEDIA = {
    "photo": "image/jpeg", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


def sniff(body: bytes) -> str | None:
    """photo, pdf, xlsx or docx by content; None for everything else, documents with macros among it."""
    if body.startswith(PICTURES):
        return "photo"
    if body.startswith(b"%PDF-"):
        return "pdf"
    if not body.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return "xlsx" if "xl/workbook.xml" in names else "docx" if "word/document.xml" in names else None


def suffix(kind: str) -> str:
    """The ending of a file of this kind: photos are kept as JPEG."""
    return "jpg" if kind == "photo" else kind
