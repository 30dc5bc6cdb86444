"""Recognises the lines around an article on web pages and in files copied from them."""

from quizgen.base.regex import regex

MOST_WORDS_IN_DEBRIS = 25
MOST_IN_DEBRIS = 400

# Matched as a whole.
_KINDS = (
    (
        "an advertisement",
        r"""advertisement | sponsored(\scontent)? | anzeige | publicidad(e)? | publicité
        | реклама
        | ((get|join)\b.*)?\bnewsletters?\b.{0,60}(?<![.?!]) | (click|tap)\shere\b.*
        | (sign\sup|subscribe|register)\b.*""",
    ),
    (
        "a notice",
        r"""(already\s(a\s)?(subscriber|member)|to\scontinue\sreading|this\s(article|story|content)
        \sis\s(for|reserved\sfor|only\savailable\sto)\b|you\shave\s.{1,20}\s(free\s)?articles?\s
        (left|remaining)|create\s(a|an|your)\s(free\s)?account|log\sin\sto\b|thank\syou\sfor\s
        (reading|your\ssupport)|enable\sjavascript|javascript\sis\b|we\suse\scookies
        |your\sbrowser\sdoes\snot)\b.*
        | (©|\(c\)|copyright\s(©|\(c\)|\d)).* | .*\ball\srights\sreserved\b.*
        | (the\s)?(views|opinions)\sexpressed\b.*
        | this\s(article|story|essay|piece|column)\s(was|has\sbeen|originally|first)\b
          .*\b(publish|updat|produc|appear|post|translat|correct).*""",
    ),
    (
        "a button",
        r"""(share|print|save|tweet|e-?mail|facebook|twitter|whatsapp|linkedin|copy\slink|listen
          |gift)(\s(this|article|story|on|via|to|by|with|friends?|page|save|print|link|facebook
          |twitter|x|e-?mail|whatsapp|linkedin|now|options|full))*
        | (share|tweet|print|subscribe|log\sin|sign\s(in|up)|register)(\b.{0,60})?(?<![.?!])
        | (follow|contact|e-?mail|reach)\s(us|her|him|them|me|the\s(author|writer))\b.*
        | back\sto\stop | skip\sto.* | (show|load)\smore
        | (continue\sreading|story\scontinues).*""",
    ),
    (
        "a caption",
        r"""(photos?|images?|pictures?|credit|caption|illustration|video|foto|bild)
          (\s(by|credit|courtesy\sof))?\s?[:/]\s?.* | photo(graph)?\sby\s.*
        | (figure|fig\.|abbildung|abb\.|figura|рис\.|table|tabelle|tableau|tabe?la)\s?\d+[a-z]?
          \s?[.:–—-]\s?.*""",
    ),
    (
        "a teaser",
        r"""(read|see|watch|listen)\s(more|next|also|now)\b.{0,140}
        | (related|more\sfrom|more\son)\b.{0,120}(?<![.?!])
        | other\s([\w-]+\s){0,2}(columns|articles|stories|news|opinions?|posts)
        | (most\s(read|popular|viewed)|trending|recommended|you\s(may|might)\salso\slike
          |up\snext|editors?[’']?s?\s(picks?|note)|popular|latest(\snews)?)(\b.{0,60})?(?<![.?!])""",
    ),
    (
        "a label",
        r"""\d+\s*-?\s*min(ute)?s?\s+read | (long|short|quick)\sreads? | (?:\d+\s+)?comments?
          (\s\(\d+\))? | (tags?|topics?|filed\sunder|categor(y|ies))\s?:.*""",
    ),
    (
        "a menu",
        "(home|menu|search|news|opinion|sports|world|editorial|commentary|op-ed|letters)",
    ),
)
_PATTERNS = [(reason, regex(f"(?xi){pattern}")) for reason, pattern in _KINDS]

_END = regex(
    r"(?i)(related|read (more|next|also)|more (from|on)|most (read|popular|viewed)|trending"
    r"|recommended|you (may|might) also like|up next|(?:\d+\s+)?comments?\b|other "
    r"(?:[\w-]+ ){0,2}(?:columns|articles|stories|news|opinions?|posts))(?!.*[.?!]$)"
)
_REFERENCES = regex(
    r"(?i)(?:\d+\.?\s+)?(references|notes( and references)?|footnotes|endnotes|bibliography"
    r"|further reading|external links|see also|works cited|literature cited|sources"
    r"|literatur(verzeichnis)?|einzelnachweise|weblinks|références|notes et références"
    r"|bibliographie|referencias|bibliografía|enlaces externos|referências|bibliografia"
    r"|ligações externas|примітки|джерела|література|посилання|参考文献|注释|脚注|出典|注釈"
    r"|外部リンク|外部链接|각주|참고\s?문헌|외부 링크|المراجع|مراجع|هوامش"
    r"|הערות שוליים|לקריאה נוספת"
    r"|tham khảo|chú thích|liên kết ngoài):?"
)


def debris(line: str) -> str:
    """Return what a line around an article is, or nothing for any other line.

    >>> debris("3 min read"), debris("Read it again.")
    ('a label', '')
    """
    if len(line) >= MOST_IN_DEBRIS or len(line.split()) > MOST_WORDS_IN_DEBRIS:
        return ""
    return next((reason for reason, pattern in _PATTERNS if pattern.fullmatch(line)), "")


def begins_other_articles(line: str) -> bool:
    """Whether a line stands above a list of other articles, or above comments."""
    return bool(debris(line) and _END.match(line))


def begins_references(heading: str) -> bool:
    """Whether a heading stands above references, notes and the like."""
    return bool(_REFERENCES.fullmatch(heading))
