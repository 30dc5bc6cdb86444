"""Which room of quizgen each test file belongs to, and how long a room's tests may take."""

from collections.abc import Iterable, Iterator, Mapping

ROOMS = {
    "bank": "bank bank_format_doc editor grouping_messages kinds known_bank model pictures"
    " records schema shipped_bank yamltext",
    "base": "catalogues data_class files folding late_imports markup naming process_copies"
    " progress setup watching",
    "article": "article article_languages claims evidence intake landmarks markdown_file"
    " office_file passage text_file web_file word_count word_file",
    "plan": "class_plan classes codes drawing laws ordering plan request roster seating"
    " selection shuffle wishes",
    "printing": "accessibility answer_keys answer_sheets class_sets compositor crew"
    " many_papers"
    " hard_content imposition languages language_layout layout_work letters looks"
    " page_settings pages paginate pdffile plan_samples"
    " kept_sheets known_html page_fit print_laws read_lines readers screen shared_texts store"
    " structure_tree used_slots verifying",
    "exchange": "exchange exchange_laws exchange_sheets exchange_tables exchange_word"
    " foreign_facts moodle qti second_opinions text2qti",
    "grading": "class_report history item_analysis marks returns review_page scan_pages"
    " scanning walking",
    "authoring": "blind_reading check checking_doc citing coverage edit_yaml kept_check"
    " labelled_items lint_bank lint_items lint_rules measuring_items new own_items"
    " question_form show stress",
    "app": "fuzz init make make_article make_sections robustness"
    " page page_article page_article_browser page_beginning page_browser page_browser_files"
    " page_completions page_exchange page_form page_grading"
    " page_printing page_sheet page_writing",
    "project": "bench docs layers lowest packaging reading rooms",
}
"""The files of a room, without `test_`; "project" is what belongs to none."""

BUDGET = {
    "base": 60,
    "bank": 120,
    "article": 60,
    "plan": 60,
    "printing": 300,
    "exchange": 100,
    "grading": 100,
    "authoring": 100,
    "app": 120,
    "project": 80,
}
"""Seconds of the processor that a room's tests may take (docs/testing.md)."""

OTHER = "without a room"

_ROOM_OF = {f"test_{name}.py": room for room, names in ROOMS.items() for name in names.split()}


def seconds_of_rooms(files: Iterable[tuple[str, float]]) -> Mapping[str, float]:
    """Return the seconds of each room from those of test files; the largest room first."""
    found: dict[str, float] = {}
    for name, seconds in files:
        room = _ROOM_OF.get(name, OTHER)
        found[room] = found.get(room, 0.0) + seconds
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def table(files: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of a report: seconds and budget of each room, then of its files."""
    for room, seconds in seconds_of_rooms(files.items()).items():
        budget = BUDGET.get(room, 0)
        over = "  over its budget" if seconds > budget else ""
        yield f"{room:<28} {seconds:7.1f} s of {budget} s{over}"
        own = {name: each for name, each in files.items() if _ROOM_OF.get(name, OTHER) == room}
        for name in sorted(own, key=own.__getitem__, reverse=True):
            yield f"  {name:<26} {own[name]:7.1f} s"
