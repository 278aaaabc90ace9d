"""A report as tagged PDF (PDF/UA-1): marking on every page, page x of y, nothing fetched."""

from contextlib import redirect_stdout
from io import StringIO

from sat.report.moment import given_moment
from sat.report.notebooks import ReportError
from sat.text import one_line

VARIANT = "pdf/ua-1"
INSTALL = (
    "no PDF: the system library Pango is missing (Debian and Ubuntu: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0; Fedora: dnf install pango; macOS: brew install pango; "
    "Windows: pacman -S mingw-w64-x86_64-pango in MSYS2); the other files are complete"
)


class NoPdf(ReportError):  # noqa: N818
    """No PDF can be made here; everything else can."""


def to_pdf(html: str) -> bytes:
    """The page of ``export.to_html`` as PDF; the same page gives the same bytes.

    It is dated only where ``SOURCE_DATE_EPOCH`` says when.

    Only what the page carries in itself (``data:``) is read: whatever a hostile text might point
    to, no file and no address is opened.

    Raises ``NoPdf`` with one line on how to install it where WeasyPrint's system library is not
    there.
    """
    try:
        with redirect_stdout(StringIO()):  # where it fails it prints a banner of its own there
            import weasyprint  # slow to import, and fails where its system library is missing
            from weasyprint.urls import URLFetcher
    except (OSError, ImportError) as error:
        raise NoPdf(f"{INSTALL} ({one_line(str(error), 120)})") from error
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    page = weasyprint.HTML(string=html, base_url="", url_fetcher=fetcher)
    document = page.render(pdf_variant=VARIANT)
    moment = given_moment()
    if moment:
        stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        document.metadata.created = document.metadata.modified = stamp
    return bytes(document.write_pdf(pdf_variant=VARIANT))
