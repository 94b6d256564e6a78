"""Notices: sentences in which a newsroom says of its own article that it was corrected or withdrawn.

What a ministry corrects and a journal retracts is news. So a notice either stands behind a label (``Correction:``), or
says it of this article; both in the wordings of some twenty languages. A quotation is none.
"""

from __future__ import annotations

import re

#: A notice is no longer than this; what stands behind is not looked at.
MAX_LENGTH = 600

# What a newsroom calls its own article. By language: en; de; fr; es; it; pt; nl; sv, da, no; pl, cs; ru, uk; tr.
_OWN = (
    r"\b(?:this|our) (?:news )?(?:article|story|report|post|piece|item|column|page|headline|video|dispatch)\b",
    r"\b(?:diese[rnms]?|unser(?:en|em|es)?) (?:artikels?|beitrags?|texte?s?|meldung|berichts?|seite)\b",
    r"\b(?:cet(?:te)?|notre|ce) (?:article|texte|dépêche|papier|page|contenu|publication)\b",
    r"\b(?:este|esta|nuestro|nuestra) (?:artículo|noticia|texto|información|reportaje|nota|página|contenido)\b",
    r"\b(?:quest[oa]|nostr[oa]) (?:articolo|testo|notizia|pagina|contenuto)\b|\b(?:quest|l)['’](?:articolo|notizia)\b",
    r"\b(?:este|esta|nosso|nossa) (?:artigo|texto|notícia|reportagem|matéria|conteúdo|página)\b",
    r"\b(?:dit|deze|ons) (?:artikel|bericht|verhaal|stuk|pagina)\b",
    r"\b(?:denna|den här|denne|dette) (?:artikel|artikeln|artikkelen|text|texten|sak|saken)\b|"
    r"^(?:artikeln|texten|artiklen|artikkelen|saken)\b",
    r"\b(?:ten|tego|tym|niniejszy) (?:artykułu?|tekstu?|materiału?)\b|\b(?:tento|tohoto) (?:článek|článku|text)\b",
    r"\b(?:эт(?:а|у|ой|от|ого)|данн(?:ая|ый|ой)|ця|цю) (?:стать[яюи]|материала?|новост[ьи]|заметк[аиу]|статт[яюі])"
    r"|^(?:статья|материал|новость|публикация)\b",
    r"\b(?:bu|haberimiz\w*) (?:haber|yazı|içerik|makale)\w*|\bhaber(?:in|imizin)\b",
    r"(?:この|本|当該?)(?:記事|稿)|(?:本|该|此)(?:文章?|报道|稿|新闻)|(?:本|該)(?:文章?|報導)|"
    r"(?:이|본|해당) ?(?:기사|글)",
    r"(?:هذا|هذه) (?:المقالة?|الخبر|التقرير|المادة)",
)
# An earlier version, of an article by its name.
_EARLIER = (
    r"\b(?:earlier|previous|original|first|prior) versions? of (?:this|our|the) "
    r"(?:article|story|report|post|piece|column)\b",
    r"\bfrüheren? (?:version|fassung)\b(?!.*\b(?:gesetz|plan|entwurf)\w*)",
    r"\b(?:première|précédente|ancienne) version de (?:cet|ce|notre|l['’])",
    r"\bversión (?:anterior|previa|original) de (?:este|esta|la noticia)\b",
    r"\b(?:precedente|prima) versione (?:di questo|dell['’]articolo|del testo)|"
    r"\bversione precedente (?:di questo|dell['’])",
    r"\bversão (?:anterior|original) (?:deste|desta|da reportagem|do texto)\b",
    r"\beerdere versie van dit\b",
    r"\btidigare version av (?:artikeln|texten|denna)|"
    r"\btidligere (?:version|versjon) a[fv] (?:artiklen|artikkelen|denne)",
    r"\bwcześniejszej wersji (?:artykułu|tekstu)|\bpoprzedniej wersji (?:artykułu|tekstu)|\bpředchozí verzi článku",
    r"\bпредыдущей версии (?:статьи|материала|новости|текста)|\bранее в (?:статье|материале)",
    r"\bhaberin (?:önceki|ilk) ",
    r"(?:以前の|当初の)記事で|(?:早前|之前|此前)(?:的)?版本|이전 (?:기사|버전)|نسخة سابقة من",
)
_CORRECTED = (
    r"\b(?:corrected|amended|correct(?:s|ing)? (?:the|a|an)|to correct|misstated|misspelled|misidentified|"
    r"misattributed|incorrectly|erroneously|wrongly|in error|clarif(?:y|ied))\b",
    r"\b(?:korrigiert|berichtigt|richtiggestellt|fehlerhaft|falsche?[rns]?|fälschlich(?:erweise)?|irrtümlich)\b",
    r"\b(?:corrigée?|rectifiée?|modifiée? pour|erroné\w*|par erreur)\b",
    r"\b(?:corregid[oa]|rectificad[oa]|erróne\w+|por error|incorrect\w+)\b",
    r"\b(?:corrett[oa]|rettificat[oa]|errat[oa]|sbagliat[oa]|per errore)\b",
    r"\b(?:corrigid[oa]|retificad[oa]|errad[oa]|incorret\w+|por engano)\b",
    r"\b(?:gecorrigeerd|aangepast|rechtgezet|verkeerde?|onjuiste?|ten onrechte|abusievelijk)\b",
    r"\b(?:rättats|rättat|korrigerats|korrigert|rettet|felaktig\w*|fejlagtig\w*|feilaktig\w*|fel|forkert\w*)\b",
    r"\b(?:poprawion\w*|skorygowan\w*|sprostowan\w*|błędn\w+|opraven\w*|chybně)\b",
    r"\b(?:исправлен\w*|уточнен\w*|неверн\w*|ошибочн\w*|виправлен\w*)\b",
    r"\b(?:düzeltil\w+|yanlış\w*|hatalı)\b",
    r"誤り|訂正|修正し|有误|有誤|更正|잘못|바로잡|오류|صحح|تصحيح|خطأ|غير صحيح",
)
_WITHDRAWN = (
    r"\b(?:retracted|withdrawn|removed|taken down|deleted|unpublished|pulled|no longer (?:available|online|exists?))\b",
    r"\b(?:zurückgezogen|gelöscht|entfernt|depubliziert|offline genommen|nicht mehr (?:verfügbar|abrufbar|online))\b",
    r"\b(?:retirée?|dépubliée?|supprimée?|plus (?:disponible|accessible|en ligne))\b",
    r"\b(?:retirad[oa]|eliminad[oa]|despublicad[oa]|borrad[oa]|suprimid[oa]|ya no está disponible)\b",
    r"\b(?:ritirat[oa]|rimoss[oa]|cancellat[oa]|eliminat[oa]|non è più disponibile)\b",
    r"\b(?:retirad[oa]|removid[oa]|apagad[oa]|excluíd[oa]|não está mais disponível|já não está disponível)\b",
    r"\b(?:ingetrokken|verwijderd|offline gehaald|niet (?:meer|langer) beschikbaar)\b",
    r"\b(?:avpublicera\w*|tillbakadrag\w*|dragits tillbaka|raderats|borttagen|tagits bort|trukket tilbage|afpubliceret|"
    r"avpublisert|trukket tilbake|fjernet|slettet)\b",
    r"\b(?:wycofan\w*|usunięt\w*|niedostępn\w*|stažen\w*|odstraněn\w*)\b",
    r"\b(?:отозван\w*|удал[её]н\w*|снят\w* с публикации|больше не доступ\w*|видален\w*)\b",
    r"\b(?:yayından kaldırıl\w+|geri çekil\w+|silin\w+)",
    r"取り下げ|削除|公開を終了|撤回|撤下|刪除|删除|삭제|철회|سحب|حذف|إزالة",
)
_CORRECTION_LABEL = (
    r"(?:corrections?|clarifications?|corrigend(?:um|a)|errat(?:um|a)|korrektur|berichtigung|richtigstellung|"
    r"correctif|rectificatif|précision|erratum|corrección|rectificación|fe de erratas|fe de errores|errata corrige|"
    r"correzione|rettifica|precisazione|correção|retificação|erramos|correctie|rectificatie|rechtzetting|rättelse|"
    r"rettelse|korreksjon|presisering|korjaus|oikaisu|sprostowanie|korekta|oprava|исправление|уточнение|поправка|"
    r"виправлення|düzeltme|訂正|お詫びと訂正|更正|정정|바로잡습니다|تصحيح|تنويه)"
)
_RETRACTION_LABEL = (
    r"(?:retraction|withdrawn|advisory: (?:this )?story (?:is )?withdrawn|kill(?: notice)?|rétractation|retractación|"
    r"ritrattazione|retratação|rückzug|widerruf|intrekking)"
)
# Behind a label: a colon or dash, perhaps after a date in brackets.
_MARK = r"\s*(?:\([^)]{1,40}\)|\[[^\]]{1,40}\]|[\d.,/ ]{1,12})?\s*[:：–—|-]"
_QUOTED = ("“", '"', "„", "«", "‘", "”", "「")


def is_correction(sentence: str) -> bool:
    """Whether a newsroom says here that its article was wrong, and is put right."""
    said = _said(sentence)
    if not said or said.startswith(_QUOTED):
        return False
    if _LABELLED.match(said) or _EARLIER_VERSION.search(said):
        return True
    return bool(_IS_CORRECTED.search(said) and (_SELF.search(said) or _OURS.search(said)))


def is_retraction(sentence: str) -> bool:
    """Whether a newsroom says here that its article does not stand any more."""
    said = _said(sentence)
    if not said or said.startswith(_QUOTED):
        return False
    if _RETRACTED.match(said):
        return True
    return bool(_IS_WITHDRAWN.search(said) and _SELF.search(said) and not _EARLIER_VERSION.search(said))


def _said(sentence: str) -> str:
    return sentence[:MAX_LENGTH].casefold().strip(" *_[(#>-–—•")


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_SELF, _EARLIER_VERSION = _any(_OWN), _any(_EARLIER)
_IS_CORRECTED, _IS_WITHDRAWN = _any(_CORRECTED), _any(_WITHDRAWN)
_LABELLED = re.compile(f"{_CORRECTION_LABEL}{_MARK}")
_RETRACTED = re.compile(f"{_RETRACTION_LABEL}{_MARK}|.{{0,60}}\\bstory is withdrawn\\b")
# Who speaks in the first person of a mistake speaks of the own article.
_OURS = re.compile(
    r"\b(?:we|our) (?:have |had )?(?:regret|apologi[sz]e|wrongly|mistakenly|incorrectly|reported|wrote)|"
    r"\bwir (?:haben|hatten|bitten)\b|\bnous (?:avons|avions|présentons)\b|\b(?:hemos|habíamos|pedimos disculpas)\b|"
    r"\bci scusiamo\b|\bpedimos desculpas?\b|\bwij? (?:hebben|schreven|bieden)\b|お詫び|致歉|사과"
)
