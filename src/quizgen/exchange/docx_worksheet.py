"""Word: a worksheet with its key to edit at the last minute, and tables to read."""

from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from io import BytesIO
from itertools import count
from typing import Any

from quizgen.article.readers.docx import shown_text
from quizgen.bank.kinds import shapes
from quizgen.bank.option_text import picture_in
from quizgen.base.errors import QuizgenError
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.install_command import install_command
from quizgen.base.language import Wording
from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import html_of, inline_of
from quizgen.exchange.common.items import Ask, Export, Item, Written
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.stems import BLANK, model_answer, passage_html, with_gaps
from quizgen.exchange.common.tables import Row, columns_of, read_rows

TABLE = "table"
"""An element of HTML."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDEST = 400
"""The width of a picture in points."""
ESSAY_LINES = 6
LIST_STYLE = "ListParagraph"
"""The style's id: python-docx looks for a name among all styles, each time."""
KEY_SHARES = (0.17, 0.29, 0.17, 0.37)
"""Of the width: number, answers, paragraphs, why."""
MARKED = "marked words"
"""An answer that is underlined needs no lines."""


def _docx(what: str) -> Any:
    try:
        import docx
    except ImportError:
        raise QuizgenError(
            f"{what}: for Word files quizgen needs its extra quizgen[exchange]. Install it "
            f"with: {install_command('python-docx')}."
        ) from None
    return docx


# Out


def write(export: Export) -> Written:
    """Return an export as a Word document: passage, questions, and the key behind them."""
    paper = _Paper(_docx("The document cannot be written yet"), export)
    paper.write()
    return Written(paper.content())


class _Paper:
    """A document that is being written."""

    def __init__(self, docx: Any, export: Export) -> None:
        self.export, self.docx = export, docx
        self.document = docx.Document()
        self.document.core_properties.title = export.title
        self._speak(export.words)
        section = self.document.sections[0]
        self.width = section.page_width - section.left_margin - section.right_margin
        self._lists = _Lists(self.document)

    def write(self) -> None:
        """Write the paper and its key."""
        export, document = self.export, self.document
        document.add_heading(export.title, 0)
        self._fields()
        if export.instructions:
            self._html(html_of(export.instructions, export.words))
        if export.passage:
            document.add_heading(export.article.title, 1)
            self._html(passage_html(export.passage))
        document.add_heading(export.words.gettext("Questions"), 1)
        numbers = count(1)
        numbered = [(next(numbers), item, ask) for item in export.items for ask in item.asks]
        shown: set[str] = set()
        for number, item, ask in numbered:
            self._group(item, shown)
            self._question(number, item, ask)
        document.add_page_break()
        document.add_heading(export.words.gettext("Answer key"), 1)
        self._key(numbered)

    def _speak(self, words: Wording) -> None:
        """Tell the language, which spelling and screen readers go by, and its direction."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        style = self.document.styles["Normal"].element
        runs = style.get_or_add_rPr()
        if words.direction == "rtl":
            style.get_or_add_pPr().append(OxmlElement("w:bidi"))
            runs.append(OxmlElement("w:rtl"))
        language = OxmlElement("w:lang")
        for name in ("val", "eastAsia", "bidi"):
            language.set(qn(f"w:{name}"), words.code)
        runs.append(language)

    def _fields(self) -> None:
        """Write a line for name, class and date, each with a tab stop behind it."""
        words = self.export.words
        named = (
            words.pgettext("of a student", "Name"),
            words.pgettext("of a student", "Class"),
            words.gettext("Date"),
        )
        paragraph = self.document.add_paragraph("  ".join(f"{name} \t" for name in named))
        self._lined(paragraph, (0.5, 0.75, 1.0))

    def _lined(self, paragraph: Any, places: Sequence[float]) -> None:
        """Set tab stops with leaders, which are lines to write on in every program."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

        stops = paragraph.paragraph_format.tab_stops
        for place in places:
            at = int(self.width * place)
            stops.add_tab_stop(at, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)

    def _group(self, item: Item, shown: set[str]) -> None:
        name = item.question.group or ""
        group = self.export.used_groups.get(name)
        if group is None or name in shown:
            return
        shown.add(name)
        if group.introduction:
            self._html(html_of(group.introduction, self.export.words))
        if group.excerpt:
            self._html(f"<blockquote>{html_of(group.excerpt.text)}</blockquote>")
        if group.image:
            self._picture(group.image.file, group.image.alt)

    def _question(self, number: int, item: Item, ask: Ask) -> None:
        question, words = item.question, self.export.words
        title = words.gettext("Question %(first)s") % {"first": number}
        self.document.add_heading(title, 2)
        if ask.stem:
            last = self._html(html_of(ask.stem, words))
            if last is not None:
                last.paragraph_format.keep_with_next = True
        if question.excerpt:
            self._html(f"<blockquote>{html_of(question.excerpt.text, words)}</blockquote>")
        if question.image:
            self._picture(question.image.file, question.image.alt)
        self._response(item, ask)

    def _response(self, item: Item, ask: Ask) -> None:
        """Write what students answer with: options, blanks, or lines."""
        question, words = item.question, self.export.words
        match ask.shape:
            case shapes.SomeOf(texts):
                if getattr(question, "say_how_many", False):
                    how_many = len(ask.right)
                    said = words.ngettext("Choose %(num)s.", "Choose %(num)s.", how_many)
                    self.document.add_paragraph(said % {"num": how_many})
                self._options(texts)
            case shapes.OneOf(texts):
                self._options(texts)
            case shapes.Order(texts):
                self._options(texts)
                blanks = " ".join(BLANK for _ in texts)
                order = words.pgettext("of steps", "Order:")
                self.document.add_paragraph(f"{order} {blanks}")
            case shapes.Match(left, right):
                self._table([[one, BLANK] for one in map(inline_of, left)])
                self.document.add_paragraph()  # else the options touch the table
                self._options(right)
            case shapes.Gaps():
                if ask.shape.word_bank:
                    self._html(f"<p>{' · '.join(map(inline_of, ask.shape.word_bank))}</p>")
                numbers = count(1)
                html = html_of(ask.shape.text, words)
                self._html(with_gaps(html, lambda _: f"({next(numbers)}) {BLANK}"))
            case _ if question.answer_form != MARKED:
                self._answer_lines(2 if ask.is_short else ESSAY_LINES)

    def _options(self, texts: Sequence[str]) -> None:
        """Write options as a list with letters of its own, which begins with A."""
        number = self._lists.new()
        for place, text in enumerate(texts, 1):
            picture = picture_in(text)
            paragraph = self.document.add_paragraph()
            paragraph._p.style = LIST_STYLE
            # A question stays on one page with its options.
            paragraph.paragraph_format.keep_with_next = place < len(texts)
            self._lists.join(paragraph, number)
            if picture:
                self._picture(picture.image, picture.alt, paragraph)
            words = (picture.text or "") if picture else text
            _Runs(paragraph).feed(inline_of(words, self.export.words))

    def _answer_lines(self, number: int) -> None:
        for _ in range(number):
            self._lined(self.document.add_paragraph("\t"), (1.0,))

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        head: Sequence[str] = (),
        shares: Sequence[float] = (),
    ) -> None:
        listed = [list(head), *rows] if head else list(rows)
        table = self.document.add_table(len(listed), len(listed[0]), style="Table Grid")
        for row, texts in zip(table.rows, listed, strict=True):
            for cell, html in zip(row.cells, texts, strict=True):
                _Runs(cell.paragraphs[0]).feed(html)
        if head:
            self._repeat_head(table.rows[0])
        self.spread(table, shares)

    def spread(self, table: Any, shares: Sequence[float] = ()) -> None:
        """Make a table as wide as the text; shares are those of its columns, else all alike."""
        shares = shares or [1 / len(table.columns)] * len(table.columns)
        table.autofit = False
        # Word goes by the cells, LibreOffice by the columns.
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(self.width * share)
            for cell in column.cells:
                cell.width = column.width
        if self.export.words.direction == "rtl":
            from docx.enum.table import WD_TABLE_DIRECTION

            table.table_direction = WD_TABLE_DIRECTION.RTL

    def _repeat_head(self, row: Any) -> None:
        """Mark a row as a heading, which screen readers tell."""
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _picture(self, file: str, alt: str, paragraph: Any = None) -> None:
        from docx.shared import Pt

        picture = self.export.pictures.get(file)
        place = paragraph or self.document.add_paragraph()
        if picture is None or picture.type == "image/webp":
            place.add_run(f"[{alt}]")
            return
        shape = place.add_run().add_picture(BytesIO(picture.content))
        if shape.width > Pt(WIDEST):
            shape.height = int(shape.height * Pt(WIDEST) / shape.width)
            shape.width = Pt(WIDEST)
        shape._inline.docPr.set("descr", alt)

    def _html(self, html: str) -> Any:
        """Write blocks; return the last paragraph, None where a table is last."""
        blocks = _Blocks(self)
        blocks.feed(html)
        return blocks.paragraph

    def _key(self, numbered: Sequence[tuple[int, Item, Ask]]) -> None:
        rows = []
        for number, item, ask in numbered:
            named = dict.fromkeys(str(each.paragraph) for each in item.question.evidence)
            places = self.export.words.comma.join(named)
            why = inline_of(item.question.rationale or "", self.export.words)
            rows.append([str(number), _answer(ask), places, why])
        words = self.export.words
        head = (
            words.pgettext("on a cover page", "Question"),
            words.gettext("Answers"),
            words.gettext("Evidence"),
            words.gettext("Why:").rstrip(" :\N{NO-BREAK SPACE}："),
        )
        bold = [f"<strong>{escape(text)}</strong>" for text in head]
        self._table(rows, bold, KEY_SHARES)

    def content(self) -> bytes:
        """Return the document; it holds no date of its own."""
        from datetime import datetime

        properties = self.document.core_properties
        properties.created = properties.modified = datetime(2000, 1, 1)
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()


def _answer(ask: Ask) -> str:
    if isinstance(ask.shape, shapes.Gaps | shapes.Written):
        return inline_of(" / ".join(ask.accept[0]) if ask.is_short else model_answer(ask))
    return ", ".join(ask.part.key)


class _Lists:
    """Makes a list of its own for the options of each question, which begins anew with A."""

    def __init__(self, document: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._numbering = document.part.numbering_part.element
        known = [int(each.get(f"{W}abstractNumId")) for each in self._abstract()]
        self._id = max(known, default=0) + 1
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._id}">'
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        )
        first = self._numbering.find(f"{W}num")
        if first is None:
            self._numbering.append(definition)
        else:
            first.addprevious(definition)

    def _abstract(self) -> list[Any]:
        return list(self._numbering.findall(f"{W}abstractNum"))

    def new(self) -> int:
        """Return the number of a new list."""
        number = self._numbering.add_num(self._id)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def join(self, paragraph: Any, number: int) -> None:
        """Make a paragraph an item of a list."""
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number


class _Runs(HTMLParser):
    """Writes inline HTML into a paragraph."""

    def __init__(self, paragraph: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraph = paragraph
        self._bold = self._italic = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Begin emphasis, or a line."""
        self._bold += tag in ("strong", "b", "th")
        self._italic += tag == "em"
        if tag == "br":
            self.paragraph.add_run().add_break()

    def handle_endtag(self, tag: str) -> None:
        """End emphasis."""
        self._bold -= tag in ("strong", "b", "th")
        self._italic -= tag == "em"

    def handle_data(self, data: str) -> None:
        """Write text as it stands."""
        text = " ".join(data.split("\n"))
        if text.strip() or (text and self.paragraph.runs):
            run = self.paragraph.add_run(text)
            run.bold, run.italic = self._bold > 0 or None, self._italic > 0 or None


class _Blocks(_Runs):
    """Writes paragraphs, lists, quotations and tables into a document."""

    STYLES = {"ul": "List Bullet", "ol": "List Number"}  # noqa: RUF012 - never changed

    def __init__(self, paper: _Paper) -> None:
        super().__init__(None)
        self.paper = paper
        self._styles: list[str] = []
        self._rows: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a block where a tag does."""
        document = self.paper.document
        if tag in self.STYLES:
            self._styles.append(self.STYLES[tag])
        elif tag == "blockquote":
            self._styles.append("Quote")
        elif tag == "h3":
            self.paragraph = document.add_heading("", 2)
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._begin_cell()
        elif tag in ("p", "li") and not self._rows:
            self.paragraph = document.add_paragraph(
                style=self._styles[-1] if self._styles else None
            )
        super().handle_starttag(tag, attrs)

    def _begin_cell(self) -> None:
        table = (
            self.paper.document.tables[-1] if len(self._rows) > 1 or self._rows[-1] else None
        )
        if table is None:
            table = self.paper.document.add_table(1, 1, style="Table Grid")
            cell = table.cell(0, 0)
        elif not self._rows[-1]:
            table.add_row()
            cell = table.rows[-1].cells[0]
        elif len(self._rows) == 1:
            cell = table.add_column(self.paper.document.sections[0].page_width // 8).cells[0]
        else:
            cell = table.rows[-1].cells[len(self._rows[-1])]
        self._rows[-1].append(cell)
        self.paragraph = cell.paragraphs[0]

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        super().handle_endtag(tag)
        if tag in (*self.STYLES, "blockquote"):
            self._styles.pop()
        elif tag == TABLE:
            if self._rows:
                self.paper.spread(self.paper.document.tables[-1])
            self._rows, self.paragraph = [], None

    def handle_data(self, data: str) -> None:
        """Write text into the open paragraph."""
        if self.paragraph is None and data.strip():
            self.paragraph = self.paper.document.add_paragraph()
        if self.paragraph is not None:
            super().handle_data(data)


# In


def read(source: Source) -> Read:
    """Return the questions of a document's tables that have headings."""
    docx = _docx(f"{source.name} cannot be read yet")
    found = Read()
    refusal = (
        f"{source.name} cannot be read: it is damaged, or no Word document. Open it in Word "
        "and save it again as .docx."
    )
    with guarded(refusal):
        refuse_bomb(source.raw, f"{source.name} is far too large for tables of questions.")
        document = docx.Document(BytesIO(source.raw))
        tables = [list(_rows(table)) for table in document.element.body.iter(f"{W}tbl")]
    known = [rows for rows in tables if any(map(columns_of, rows[:10]))]
    if not known:
        message = (
            "No table has a row of headings with a column for the question and one for the "
            "answer, such as: stem, answer, distractor 1."
        )
        found.lose(source, 0, "question", message)
    for rows in known:
        read_rows(source, rows, found)
    return found


def _rows(table: Any) -> Iterator[Row]:
    """Yield a table's rows as Word shows them; deleted ones are not there any more."""
    for line, row in enumerate(table.findall(f"{W}tr"), 1):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        yield Row(line, tuple(shown_text(cell).strip() for cell in row.iter(f"{W}tc")))


def recognises(source: Source) -> bool:
    """Whether a packed file is a Word document."""
    return "word/document.xml" in source.files


FORMAT = Format(
    name="docx",
    title="Word",
    suffix=".docx",
    takes=(".docx",),
    comes_back=False,
    holds=Holds(
        forms=dict.fromkeys(
            (
                *("one choice", "several choices", "true or false", "true, false or not given"),
                *(
                    "pairs",
                    "order",
                    "gaps in a text",
                    "gaps in a table",
                    "a few words",
                    "an essay",
                ),
                "marked words",
            ),
            "yes",
        )
        | {"linked choices": "two questions"},
        passage="separate",
        keys=frozenset(
            {"rationale", "evidence", "excerpt", "image", "group", "accept", "extra"}
            | {"word_bank", "extra_words", "paragraph", "say_how_many"}
        ),
        pictures=True,
        groups=True,
        markup=True,
        instead={
            "id": "Ids are not printed.",
            "skill": "The skill is not printed.",
            "points": "What a question is worth is not printed.",
            "scoring": "How it is scored is not printed.",
        },
    ),
    write=write,
    read=read,
    recognises=recognises,
)
