"""Noise: what of a text says nothing of its news, and differs from look to look.

Two looks that differ in nothing else are one text. It has to be a function of one text alone, so that it does not
matter which look came first: what is noise is left out, and a list has its items in the order of the alphabet.
Noise is: a line, or the sentence that opens or ends a line, that is made only of numbers and of the words of dates,
clocks and counters; headings of links and credits at the very end, which have no full stop; typography.
"""

from __future__ import annotations

import re

# Longest line, and longest part of a line, that can be a stamp or a counter.
_LONGEST = 90
_MOST_WORDS = 12
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_OPENING = re.compile(r"(.{3,90}?(?:(?<=\D)\.|[|–—]|(?<=\d)\.)(?=\s))\s*")
_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", "»", '"', ":", "।", "؟", "۔")
_BULLET = re.compile(r"(?:[-•*–·▪‣◦]|\d{1,3}[.)])\s+")

#: A line under the last sentence of a text with so many characters at most is a link or a credit.
_FOOT = 110
#: Lines that are looked at from the end.
_MOST_FEET = 40
#: A list has so many items at least.
_LIST = 3

# Words of dates, clocks, updates and counters; a line of these and numbers says nothing else. By their letters, folded.
_WORDS = frozenset(
    # English
    "am pm gmt utc bst est edt cst cdt pst pdt cet cest mez mesz msk ist jst kst et ct pt mt st nd rd th h hr hrs hour "
    "hours min mins minute minutes sec second seconds day days week weeks month months year years ago at on of and by "
    "the in last first latest updated update modified edited published posted created date time today yesterday just "
    "now comment comments share shares shared view views viewed read reads reading like likes people times reply "
    "replies reactions listen listening watch follow followers votes monday tuesday wednesday thursday friday saturday "
    "sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    # German
    "uhr stand aktualisiert aktualisierung zuletzt letzte letztes geändert veröffentlicht erstellt erschienen am um vor "
    "der den dem stunde stunden minuten tag tagen tage woche wochen monat monaten kommentar kommentare mal gelesen "
    "lesezeit lesedauer geteilt aufrufe reaktionen gefällt montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "sonnabend heute gestern januar februar märz mai juni juli oktober dezember dez okt "
    # French
    "mis à jour mise publié publiée modifié le la les il y a heures heure jours semaines mois lecture temps de min "
    "commentaire commentaires partages partage vues lu fois réactions lundi mardi mercredi jeudi vendredi samedi "
    "dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre aujourd hui hier "
    # Spanish, Portuguese
    "actualizado actualizada actualización última ultima publicado publicada modificado el las los hace horas hora "
    "minutos minuto días dias comentarios comentario compartido compartidos compartir veces vez visitas lecturas leído "
    "lectura tiempo lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre atualizado atualizada atualização em às há atrás comentários "
    "comentário compartilhamentos visualizações leitura tempo segunda terça quarta quinta sexta feira janeiro "
    "fevereiro março maio junho julho setembro outubro novembro dezembro hoje ontem hoy ayer "
    # Italian
    "aggiornato aggiornata aggiornamento ultimo pubblicato pubblicata modificato il alle ore minuti fa giorni commenti "
    "commento condivisioni lettura visualizzazioni di lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio "
    "febbraio aprile maggio giugno luglio settembre ottobre dicembre oggi ieri "
    # Dutch, Swedish, Danish, Norwegian, Finnish
    "bijgewerkt gewijzigd gepubliceerd geplaatst laatst op om uur geleden dagen reacties reactie gedeeld leestijd keer "
    "gelezen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus uppdaterad "
    "uppdaterat senast publicerad publicerat kl klockan för sedan timmar minuter kommentarer delningar lästid måndag "
    "tisdag onsdag torsdag fredag lördag söndag maj opdateret oppdatert sist publiceret publisert den for siden timer "
    "minutter kommentar kommentarer delinger mandag tirsdag lørdag søndag marts juni juli oktober desember päivitetty "
    "julkaistu klo sitten tuntia minuuttia kommenttia "
    # Polish, Czech, Turkish
    "aktualizacja zaktualizowano ostatnia opublikowano dodano godz godzin godziny temu dni komentarzy komentarze "
    "komentarz udostępnień czytania czas stycznia lutego marca kwietnia maja czerwca lipca sierpnia września "
    "października listopada grudnia poniedziałek wtorek środa czwartek piątek sobota niedziela aktualizováno "
    "publikováno komentářů hodin güncelleme güncellendi güncellenme son yayınlanma yayın tarihi tarih saat önce dakika "
    "gün yorum okunma görüntülenme paylaşım ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
    # Russian, Ukrainian
    "обновлено обновление опубликовано изменено последнее в назад час часа часов минут минуты минуту мин дней "
    "комментариев комментария комментарий комментарии просмотров просмотра просмотры поделились время чтения сегодня "
    "вчера января февраля марта апреля мая июня июля августа сентября октября ноября декабря мск оновлено опубліковано "
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня переглядів "
    # Chinese, Japanese, Korean
    "年 月 日 時 时 分 秒 更新 最終更新 公開 配信 掲載 発表 发布 发布时间 更新时间 發布 時間 时间 分钟前 分鐘前 小时前 小時前 時間前 "
    "分前 日前 件 件のコメント コメント 评论 評論 阅读 閱讀 次 浏览 瀏覽 点赞 분 시간 일 전 분전 시간전 년 월 시 입력 수정 최종수정 발행 등록 "
    "업데이트 조회수 조회 댓글 개 오전 오후 "
    # Arabic
    "آخر تحديث تم النشر نشر في منذ ساعة ساعات دقيقة دقائق يوم أيام تعليق تعليقات مشاهدة مشاركة".split()
)

_DOUBLE = "“”„‟«»‹›\u2033\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# What one typesetter writes and another does not.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys(f"{_DOUBLE}\"'‘’‚‛´`\u00ad\u200b\u200c\u200d\u2060\ufeff", "") | dict.fromkeys(_DASHES, "-") | {"…": "..."}
)
_SET = frozenset(map(chr, _TYPOGRAPHY))
_STOPS = tuple(f"{stop} " for stop in ",;:!?)")


def essence(body: str) -> str:
    """The text without noise, its lists in the order of the alphabet; the very text where it has none.

    Args:
        body: Any text, paragraphs divided by newlines. The time is linear in it.
    """
    before = body.split("\n")
    lines = [left for line in before if (left := _without_stamps(line)) or not line]
    if not any(line for line in lines):
        return body
    lines = _in_order(_without_feet(lines))
    return body if lines == before else "\n".join(lines)


def typeset(folded: str) -> str:
    """A folded text without what is typography: quotation marks, kinds of dashes, stops behind a word."""
    rare = set(folded) & _SET
    if rare:
        folded = folded.translate(_TYPOGRAPHY)
    for stop in _STOPS:
        folded = folded.replace(stop, " ")
    return folded


def is_stamp(text: str) -> bool:
    """Whether a line or sentence is made only of numbers and of words of dates, clocks and counters."""
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    words = _LETTERS.findall(text.casefold())
    return 0 < len(words) <= _MOST_WORDS and _WORDS.issuperset(words)


def _without_stamps(line: str) -> str:
    if len(line) <= _LONGEST:
        if is_stamp(line):
            return ""
    found = _OPENING.match(line)
    if found and is_stamp(found[1]):
        return line[found.end() :]
    return line


def _without_feet(lines: list[str]) -> list[str]:
    """Without the lines at the end that are no sentences, where the text before them is one."""
    end = len(lines)
    for place in range(len(lines) - 1, max(0, len(lines) - 1 - _MOST_FEET), -1):
        line = lines[place].rstrip()
        if len(line) > _FOOT or line.endswith(_ENDS) or _BULLET.match(line):
            break
        end = place
    return lines[:end] if end and lines[end - 1].rstrip().endswith(_ENDS) else lines


def _in_order(lines: list[str]) -> list[str]:
    """With the items of each list sorted."""
    found, start = list(lines), 0
    while start < len(lines):
        end = start
        while end < len(lines) and _is_item(lines[end]):
            end += 1
        if end - start >= _LIST:
            found[start:end] = sorted(lines[start:end])
        start = max(end, start + 1)
    return found


def _is_item(line: str) -> bool:
    return bool(line) and (bool(_BULLET.match(line)) or (len(line) <= _FOOT and not line.rstrip().endswith(_ENDS)))


