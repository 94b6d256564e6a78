"""The wordings of made pairs: notices, stamps, counters and furniture as newsrooms write them, made up for this project.

``{d}`` is a day, ``{t}`` a time of day, ``{n}`` and ``{m}`` are numbers, ``{p}`` is a place. Each list is divided by
the hash of the wording: what ``held`` names was written before the rules and only ever scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

CORRECTIONS = (
    "Correction: An earlier version of this article gave the wrong number of members of the council of {p}.",
    "This article was amended on {d} to correct the name of the harbour board.",
    "An earlier version of this story misstated the cost of the works in {p}.",
    "Editor's note: This story has been corrected to say that the vote took place in {p}.",
    "CORRECTION ({d}): The hearing in {p} lasted {n} hours, not {m} as we first reported.",
    "This story has been updated to correct the spelling of the mayor's name.",
    "Clarification: A previous version of this report did not make clear that {p} has its own council.",
    "Korrektur: In einer früheren Version dieses Artikels stand eine falsche Zahl. Wir haben das berichtigt.",
    "Anmerkung der Redaktion: In einer früheren Fassung hieß es, {p} habe {n} Einwohner. Das ist falsch.",
    "Wir haben den Fehler korrigiert und bitten, ihn zu entschuldigen.",
    "Richtigstellung: Die Sitzung fand in {p} statt.",
    "Rectificatif : une première version de cet article indiquait {n} logements au lieu de {m}.",
    "Cet article a été corrigé le {d} : le nom du port était erroné.",
    "Correction : contrairement à ce que nous avons écrit, le vote a eu lieu à {p}.",
    "Corrección: una versión anterior de este artículo decía que la obra costaría {n} millones.",
    "Fe de errores: el puerto se encuentra en {p}, no en la capital.",
    "Esta noticia ha sido corregida el {d} para precisar el número de viviendas.",
    "Errata corrige: in una versione precedente dell'articolo era indicato un numero sbagliato.",
    "Correzione: il voto si è tenuto a {p} e non nel capoluogo.",
    "Correção: uma versão anterior deste texto informava o número errado de vagas.",
    "ERRAMOS: o texto foi corrigido em {d}; a obra fica em {p}.",
    "Correctie: in een eerdere versie van dit artikel stond een verkeerd aantal.",
    "Rectificatie: de zitting duurde {n} uur en niet {m}.",
    "Sprostowanie: we wcześniejszej wersji artykułu podaliśmy błędną liczbę mieszkańców.",
    "Rättelse: I en tidigare version av artikeln angavs fel antal platser.",
    "Rettelse: I en tidligere version af artiklen stod der et forkert beløb.",
    "Исправление: в предыдущей версии статьи было указано неверное число.",
    "Düzeltme: Haberin önceki sürümünde sayı yanlış verilmiştir.",
    "訂正：以前の記事で人数に誤りがありました。お詫びして訂正します。",
    "更正：本文早前版本的人数有误。",
    "정정: 이전 기사에서 인원수가 잘못 표기되어 바로잡습니다.",
    "تصحيح: ورد في نسخة سابقة من هذا المقال عدد غير صحيح.",
)

RETRACTIONS = (
    "This article has been retracted because its main source could not be verified.",
    "We have removed this story while we review how it was reported.",
    "Editor's note: This story has been withdrawn. It did not meet our standards.",
    "RETRACTION: The Courier withdraws its report on the harbour of {p} and regrets the error.",
    "This article has been taken down for legal reasons.",
    "This story is no longer available; it was published in error.",
    "Advisory: this story is withdrawn. The figures came from an outdated list. There will be no substitute story.",
    "Dieser Artikel wurde zurückgezogen, weil sich die Angaben nicht bestätigen ließen.",
    "Wir haben diesen Beitrag gelöscht. Er entsprach nicht unseren Standards.",
    "Dieser Artikel ist nicht mehr verfügbar.",
    "Cet article a été retiré, ses informations n'ayant pu être confirmées.",
    "Cet article a été dépublié le {d}.",
    "Este artículo ha sido retirado porque no cumplía nuestras normas.",
    "Esta noticia ha sido eliminada por decisión de la dirección.",
    "Questo articolo è stato rimosso perché conteneva informazioni non verificate.",
    "L'articolo è stato ritirato dalla redazione.",
    "Este texto foi retirado do ar por decisão editorial.",
    "Esta reportagem foi removida em {d}.",
    "Dit artikel is ingetrokken omdat de bronnen niet klopten.",
    "Dit bericht is verwijderd door de redactie.",
    "Ten artykuł został wycofany przez redakcję.",
    "Artikeln har avpublicerats eftersom uppgifterna inte kunde bekräftas.",
    "Artiklen er trukket tilbage.",
    "Эта статья отозвана редакцией.",
    "Материал удалён по решению редакции.",
    "Bu haber yayından kaldırılmıştır.",
    "この記事は取り下げました。",
    "この記事は削除されました。",
    "本文已被撤回。",
    "该文章已被删除。",
    "이 기사는 삭제되었습니다.",
    "تم سحب هذا المقال.",
)

#: Sentences of reporting in which others withdraw and correct.
TRAPS = (
    "The ministry retracted its statement on {p} a day later.",
    "The court in {p} withdrew the permit and removed two officials.",
    "“We have corrected the figures,” the auditor said in {p}.",
    "A journal retracted an article by researchers in {p} after {n} complaints.",
    "The party removed the story from its website, the mayor of {p} said.",
    "An earlier version of the plan had foreseen {n} berths in {p}.",
    "The company corrected its forecast for {p} to {n} million crowns.",
    "The clerk deleted the article about {p} from the minutes.",
    "Das Ministerium zog seinen Bericht über {p} zurück.",
    "Der Verlag korrigierte die Auflage auf {n} Stück.",
    "Le ministère a retiré son projet pour {p}.",
    "La empresa corrigió su previsión para {p}.",
)

STAMPS = (
    "Updated at {t} on {d}", "Last updated: {d}, {t}", "Published {d} | Updated {d} {t}", "{n} minutes ago",
    "Posted {d} at {t}", "{d}, {t} GMT", "First published on {d} {t} CET", "Last modified {d}", "{n} hours ago",
    "Aktualisiert am {d} um {t} Uhr", "Stand: {d}, {t} Uhr", "Vor {n} Minuten", "Veröffentlicht am {d}",
    "Mis à jour le {d} à {t}", "Publié le {d} à {t}", "Il y a {n} heures", "Actualizado el {d} a las {t}",
    "Publicado: {d} {t}", "Hace {n} minutos", "Aggiornato il {d} alle {t}", "Pubblicato il {d}", "{n} minuti fa",
    "Atualizado em {d} às {t}", "Há {n} horas", "Bijgewerkt op {d} om {t}", "{n} uur geleden", "Uppdaterad {d} {t}",
    "Aktualizacja: {d}, {t}", "Обновлено {d} в {t}", "{n} минут назад", "更新 {d} {t}", "발행 {d} {t}",
    "Güncelleme: {d} {t}", "Oppdatert {d} kl. {t}",
)  # fmt: skip

COUNTERS = (
    "{n} comments", "{n} shares", "{n} views", "Read by {n} people", "{m} min read", "{n} likes {m} shares",
    "Comments ({n})", "Share {n}", "Reading time: {m} minutes", "{n} Kommentare", "{n} mal gelesen", "{m} Min. Lesezeit",
    "{n} commentaires", "Lecture {m} min", "{n} partages", "{n} comentarios", "Compartido {n} veces", "{n} visitas",
    "{n} commenti", "Tempo di lettura: {m} minuti", "{n} comentários", "{n} reacties", "Leestijd {m} minuten",
    "{n} komentarzy", "{n} комментариев", "Просмотров: {n}", "コメント {n}件", "조회수 {n}", "阅读 {n}", "{n} yorum",
)  # fmt: skip

#: Links that stand under an article, other ones at every look.
LINKS = (
    "Ferry line to {p} halves its fares", "What the vote in {p} means for tenants", "{p} counts its seabirds again",
    "In pictures: winter festival in {p}", "Opinion: Why {p} needs its night trains", "Storm closes the road to {p}",
    "Grain prices in {p} at a new high", "How {p} keeps its wells clean", "Neue Fähre nach {p}", "Streit um den Markt",
    "Le port de {p} en travaux", "Las cuentas de {p}",
)  # fmt: skip

#: Headlines in other languages for a text that stays as it is.
HEADLINES = (
    "Rat von {p} streitet über den Hafen", "Le conseil de {p} divisé", "El puerto de {p}, a debate",
    "Il consiglio di {p} si divide", "Conselho de {p} adia decisão", "Raad van {p} verdeeld over haven",
    "Совет {p} отложил решение", "{p}の港をめぐり議会が対立", "Rada {p} odkłada decyzję",
)  # fmt: skip

ADDED = (
    "“Nobody told us until this morning,” a spokesperson for the hauliers of {p} added.",
    "A second hearing is now planned in {p}, the registrar said late on {d}.",
    "The opposition in {p} asked for the minutes of the meeting to be published in full.",
    "Insurers put the damage at {n} million crowns, twice the first estimate.",
    "By the evening {n} households around {p} were without water, the operator said.",
    "Trade unions called for a strike of {m} hours at the port of {p}.",
    "In a letter seen by this paper the treasurer of {p} warned of a shortfall.",
    "Neighbouring {p} offered to lend two of its boats for the season.",
)

LIVE = (
    "{t} The bridge at {p} is closed to all traffic, the police say.",
    "{t} “We are on our way,” says the head of the fire brigade in {p}.",
    "{t} Trains between {p} and the coast run again with delays of {m} minutes.",
    "{t} The mayor of {p} speaks to residents in the sports hall.",
    "{t} The grid operator counts {n} homes without power around {p}.",
)

LISTED = (
    "The road to {p}: closed", "Ferries from {p}: every {m} minutes", "Schools in {p}: open until noon",
    "Night buses to {p}: cancelled", "The market hall of {p}: open", "Trains to {p}: {n} seats", "{p} airport: delays",
)  # fmt: skip

CREDITS = (
    "Additional reporting by the office in {p}",
    "Edited by the night desk",
    "{p} Agency",
    "Source: news agencies",
)


def half(wording: str) -> str:
    """``seen`` or ``held``, by the hash of the wording."""
    return "held" if blake2b(wording.encode(), digest_size=1).digest()[0] & 1 else "seen"


def of_half(wordings: Sequence[str], which: str) -> tuple[str, ...]:
    """The wordings of one half, or with ``all`` of both."""
    return tuple(w for w in wordings if which in ("all", half(w))) or tuple(wordings)
