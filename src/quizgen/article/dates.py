"""Finds dates as twelve languages write them."""

import re

from quizgen.base.regex import regex

_MONTHS = {
    "en": r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre"
    "|noviembre|diciembre",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    "|décembre",
    "de": "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    "|Dezember",
    "pt": "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
    "|dezembro",
    "uk": "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада"
    "|грудня",
    "ar": "يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
    "|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني"
    "|كانون الأول",
    "he": "ב?(?:ינואר|פברואר|מרץ|מרס|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)",
    "vi": r"tháng\s+\d{1,2}",
}
_MONTH = "|".join(_MONTHS.values())
_OF = r"(?:\s+(?:de|del|of|năm))?"
_WEEKDAY = (
    r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo)|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|(?:Montag"
    r"|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)|(?:segunda|terça|quarta|quinta"
    r"|sexta)(?:-feira)?|(?:понеділок|вівторок|середа|четвер|п[’']ятниця|субота|неділя)"
    r"|(?:الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)),?\s+)?"
)
_LABEL = (
    r"(?:(?:first |last )?(?:published|posted|updated|modified|date|publicado|publié"
    r"|actualizado|mis à jour|veröffentlicht|aktualisiert|stand|опубліковано|оновлено"
    r"|نُ?شر(?: في)?|פורסם"
    r"|ngày|发布时间|发表于|公開日?|掲載日?|입력|게시)\s*(?:on|el|em|le|am|in|:|：)?\s*)?"
)
DATE = regex(
    rf"{_LABEL}(?:(?:le|el|am|em|den|vom|on)\s+)?(?P<date>{_WEEKDAY}(?:(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?{_OF}\s+(?:{_MONTH}){_OF},?\s+\d{{4}}"
    rf"(?:\s?р(?:\.|оку))?|(?:{_MONTH}){_OF}\s+\d{{4}}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일"
    r"|\d{4}-\d{2}-\d{2}|\d{4}[./]\s?\d{1,2}[./]\s?\d{1,2}\.?|\d{1,2}[./-]\d{1,2}[./-]\d{4}))"
    r"(?:[T,\s]+(?:at\s+|um\s+|à\s+|a las\s+)?\d{1,2}[:.h]\d{2}.{0,12})?",
    re.IGNORECASE,
)
_WITHIN = regex(rf"(?<!\w){DATE.pattern}", re.IGNORECASE)


def parted_by_date(line: str) -> tuple[list[str], str | None]:
    """Return what stands before and behind a line's dates, and the first of them.

    >>> parted_by_date("Mara Lindqvist on May 12, 2021 | Harbor Gazette")
    (['Mara Lindqvist', 'Harbor Gazette'], 'May 12, 2021')
    """
    found = [*_WITHIN.finditer(line)]
    begins = [0, *(each.end() for each in found)]
    ends = [*(each.start() for each in found), len(line)]
    parts = [line[begin:end].strip(" ,|•·–—-") for begin, end in zip(begins, ends, strict=True)]
    parts = [part.removesuffix(" on") if found else part for part in parts]
    return [part for part in parts if part], found[0]["date"] if found else None
