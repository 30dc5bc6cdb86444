"""A plain document of HTML to PDF: what is printed once has no need of plates."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from quizgen.base.system_libraries import libraries_explained
from quizgen.printing.fonts import shipped_families
from quizgen.printing.pdf.layout_fonts import FACES, FALLBACK_FACES, font_configuration
from quizgen.printing.pdf.typeset import file_in


def document_pdf(html: str, *, ideographs: bool = False) -> bytes:
    """Return a whole page of HTML as a tagged PDF, in the faces that come with quizgen.

    Its style sheets are in it; nothing is fetched but those faces. ideographs says whether it
    needs the large faces of Chinese, Japanese and Korean.
    """
    families = (*FACES, *FALLBACK_FACES) if ideographs else FACES
    with libraries_explained():
        import weasyprint
    with font_configuration(families) as fonts:
        page = weasyprint.HTML(string=html, url_fetcher=_fetcher(weasyprint, families))
        return page.write_pdf(  # type: ignore[no-any-return]
            font_config=fonts, pdf_tags=True, pdf_version="1.7"
        )


def _fetcher(weasyprint: Any, families: Sequence[str]) -> Any:
    """Return a fetcher of the shipped faces, and of nothing else."""
    folders = [shipped_families()[name].resolve() for name in families]

    class FaceFetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = file_in(url2pathname(urlsplit(url).path), folders)
            return super().fetch(path.as_uri(), headers)

    return FaceFetcher()
