"""The report of an import or an export for the page: a list to read, and files to save."""

from typing import Any

from quizgen.app.web.downloads import Downloads
from quizgen.base.words import short_list
from quizgen.exchange.common.losses import (
    MOST_NAMED,
    NOTHING_LOST,
    Report,
    report_json,
    report_sections,
    report_text,
)


def report_told(report: Report, name: str, downloads: Downloads) -> dict[str, Any]:
    """Return a report as the page lists it, and its files, which are called after `name`."""
    sections = [
        {
            "title": title,
            "losses": [
                {
                    "field": group.field,
                    "message": group.message,
                    "places": short_list(group.places, MOST_NAMED),
                }
                for group in groups
            ],
        }
        for title, groups in report_sections(report)
    ]
    texts = {".txt": report_text(report) + "\n", ".json": report_json(report)}
    return {
        "heading": report.heading,
        "sections": sections,
        "nothing": "" if sections else NOTHING_LOST,
        "files": [
            downloads.keep(f"{name}-losses{ending}", text.encode())
            for ending, text in texts.items()
        ],
    }
