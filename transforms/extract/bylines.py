"""Words around names in bylines, by language: what leads in, joins, and names a role. Data for ``names.py``."""

from __future__ import annotations

#: What a byline begins with, before the first name. Folded by IGNORECASE; longest first where one begins another.
LEAD_INS = (
    # en
    r"(?:(?:written|story|words|text|reported|reporting|analysis|opinion|report|article|posted|published|submitted|compiled"
    r"|contributed|edited|review(?:ed)?|interview|column|commentary|guest post|exclusive|special)\s+)?by\s*:?",
    r"(?:the\s+)?authors?\s*:", r"byline\s*:?", r"writer\s*:", r"reporter\s*:", r"from",
    # de
    r"(?:(?:ein|eine)\s+)?(?:gast)?(?:kommentar|analyse|beitrag|artikel|interview|text|bericht|kolumne|reportage|essay)\s+von",
    r"von", r"vom", r"autor(?:in|en|innen)?\s*:?", r"text\s*:", r"redaktion\s*:", r"bearbeitet von",
    # fr
    r"(?:article|texte|propos|écrit|rédigé|publié)?\s*(?:recueillis\s+)?par", r"texte?s?\s*:", r"auteur\s*:",
    # es, pt, it, ca, ro
    r"(?:escrito|publicado|redactado|texto|entrevista)?\s*por", r"a cura di", r"di(?=\s+\S+\s+\S)", r"de\s*:",
    r"autor[ae]?\s*:?", r"autore\s*:", r"texto\s*:", r"scris de", r"redaç?ção\s*:", r"redacción\s*:",
    # nl, sv, da, nb, fi
    r"(?:geschreven\s+)?door", r"(?:tekst|text|teksti)\s*:", r"(?:skrivet\s+|skrevet\s+)?a[vf]", r"från", r"fra",
    # pl, cs, hu, tr, id, vi
    r"(?:opracował[a]?|oprac\.|autor\w*|tekst)\s*:", r"oprac\.", r"szerző\s*:", r"yazan\s*:", r"haber\s*:",
    r"oleh\s*:?", r"penulis\s*:", r"reporter\s*:", r"tác giả\s*:",
    # ru, uk, bg, el
    r"(?:автор|текст|беседовал[аи]?|подготовил[аи]?|журналист)\w*\s*:", r"автор",
    r"γράφει\s+(?:ο|η)", r"(?:του|της|από)",
    # ar, fa, he
    r"(?:بقلم|كتب|كتبت|إعداد|تحرير|نویسنده|מאת)\s*:?",
    # ja, zh, ko
    r"(?:文|取材|執筆|著|構成|聞き手|作者|记者|記者|本报记者|撰文|编辑|編輯|责任编辑|来源|기자|글)\s*[=＝：:・/／]?",
)  # fmt: skip

#: What stands behind a name and is none of it.
TAILS = (
    r"(?:本报|本社|特約)?(?:記者|记者|編集委員|論説委員|支局長|特派員|기자|특파원|선임기자)",
    r"\s+(?:reports?|writes|reporting|reported)\b.*",
    r"\s+(?:[Ii]n|aus|[Ff]rom|à|para|[Ff]or|für|über|op|[Aa]t|auf|of the)\s+(?:the\s+)?[A-ZÄÖÜÉ@][^,]*",
)

#: Words between two names.
JOINTS = "and und et y e en og och ja i ve и та і और و a with mit avec con med și és"

#: Parts of names that are written small.
PARTICLES = """
    de da do dos das del della di du la le les van von der den ter ten zu zur zum al el bin ibn bint abu af av y e san
    st o d l ben mac mc
"""

#: Words for what a person is: taken off before and behind a name.
TITLES = (
    r"editors?|correspondents?|reporters?|writers?|columnists?|chief|contributors?|contributing|producers?|political|senior|deputy"
    r"|professor|lecturer|staff|managing|assistant|associate|analyst|expert|founder|ceo|photographers?|videographers?|freelance"
    r"|special|foreign|national|international|redakteur\w*|redakteer\w*|redattore|korrespond\w*|correspon\w*|journalist\w*"
    r"|periodista\w*|giornalist\w*|jornalist\w*|toimittaja|gastautor\w*|gastbeitrag|\S+-gastautor\w*|envoyée?|spécial"
    r"|rédact(?:eur|rice)s?|redactor\w*|redator\w*|enviad[oa]|especial|colaborador\w*|reportero|repórter|dziennikar\w*|muhabir\w*"
    r"|gazeteci|editör|wartawan|kontributor|корреспондент\w*|журналист\w*|кореспондент\w*|обозреватель"
)

#: Words of desks, newsrooms and companies.
HOUSES = (
    r"desk|news|press|bureau|agenc(?:y|ies)|team|crew|directors?|university|editorial|newsroom|newspapers?|magazine|network|media"
    r"|online|digital|group|company|corporation|inc|ltd|gmbh|foundation|institute|association|ministry|department|council"
    r"|committee|college|wire|services?|reports|guest|author|blog|submissions|times|daily|herald|tribune|gazette|diario|diário"
    r"|jornal|periódico|portal|revista|noticias|noticiero|notizie|kurier|anzeiger|rundschau|tageblatt|presse|rundfunk|fernsehen"
    r"|television|televisi[oó]n|channel|canal|redaktion\w*|redaz\w*|redac[cç]\w*|redak[ct]j\w*|redação|rédaction|chefred\w*"
    r"|agentur\w*|agen[cz]i\w*|zeitung|nachrichten|newsdesk|leiter\w*|büro|ressort|service|zespół|sport|sports|politik|politics"
    r"|business|weather|life|lifestyle|style|entertainment|tech|autoren|letters|newsletter|редакци\w*|агентств\w*|agência\w*|خبرگزاری|وكالة|اخبار|أخبار"
)

#: The same in scripts without spaces, found anywhere in a piece.
HOUSES_CJK = (
    "編集部|編集局|新聞|通信|ニュース|オンライン|取材班|デスク|編集|编辑部|日报|晚报|网|报社|뉴스|편집|취재팀|신문"
)
