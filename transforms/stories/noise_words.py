"""Words that say nothing beside a number: of dates, clocks, updates and counters, in some twenty languages.

A line of these and of numbers is a time stamp or a counter (``noise.py``). Small facts are numbers and days in words:
where one is replaced by another a fact has changed (``status.py``). All by their letters, case folded.
"""

from __future__ import annotations

_STAMPS = """
am pm gmt utc bst est edt cst cdt pst pdt cet cest mez mesz msk ist jst kst et ct pt mt st nd rd th h hr hrs hour
hours min mins minute minutes sec second seconds day days week weeks month months year years ago at on of and by
in last first latest updated update modified edited published posted created date time today yesterday just now
comment comments share shares shared view views viewed read reads reading like likes people times reply replies
reactions listen listening watch follow followers votes monday tuesday wednesday thursday friday saturday sunday mon
tue tues wed thu thur thurs fri sat sun january february march april may june july august september october november
december jan feb mar apr jun jul aug sep sept oct nov dec
uhr stand aktualisiert aktualisierung zuletzt letzte letztes geändert veröffentlicht erstellt erschienen am um vor der
den dem stunde stunden minuten tag tagen tage woche wochen monat monaten kommentar kommentare mal gelesen lesezeit
lesedauer geteilt aufrufe reaktionen gefällt montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend
heute gestern januar februar märz mai juni juli oktober dezember dez okt
mis à jour mise publié publiée modifié le la les il y a heures heure jours semaines mois lecture temps de min
commentaire commentaires partages partage vues lu fois réactions lundi mardi mercredi jeudi vendredi samedi dimanche
janvier février mars avril juin juillet août septembre octobre novembre décembre aujourd hui hier
actualizado actualizada actualización última ultima publicado publicada modificado el las los hace horas hora minutos
minuto días dias comentarios comentario compartido compartidos compartir veces vez visitas lecturas leído lectura
tiempo lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre atualizado atualizada atualização em às há atrás comentários comentário
compartilhamentos visualizações leitura tempo segunda terça quarta quinta sexta feira janeiro fevereiro março maio
junho julho setembro outubro novembro dezembro hoje ontem hoy ayer
aggiornato aggiornata aggiornamento ultimo pubblicato pubblicata modificato il alle ore minuti fa giorni commenti
commento condivisioni lettura visualizzazioni di lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio
febbraio aprile maggio giugno luglio settembre ottobre dicembre oggi ieri
bijgewerkt gewijzigd gepubliceerd geplaatst laatst op om uur geleden dagen reacties reactie gedeeld leestijd keer
gelezen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus uppdaterad
uppdaterat senast publicerad publicerat kl klockan för sedan timmar minuter kommentarer delningar lästid måndag tisdag
onsdag torsdag fredag lördag söndag maj opdateret oppdatert sist publiceret publisert den for siden timer minutter
kommentar delinger mandag tirsdag lørdag søndag marts juni juli oktober desember päivitetty julkaistu klo sitten
tuntia minuuttia kommenttia
aktualizacja zaktualizowano ostatnia opublikowano dodano godz godzin godziny temu dni komentarzy komentarze komentarz
udostępnień czytania czas stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada
grudnia poniedziałek wtorek środa czwartek piątek sobota niedziela aktualizováno publikováno komentářů hodin
güncelleme güncellendi güncellenme son yayınlanma yayın tarihi tarih saat önce dakika gün yorum okunma görüntülenme
paylaşım ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
обновлено обновление опубликовано изменено последнее в назад час часа часов минут минуты минуту мин дней комментариев
комментария комментарий комментарии просмотров просмотра просмотры поделились время чтения сегодня вчера января
февраля марта апреля мая июня июля августа сентября октября ноября декабря мск оновлено опубліковано січня лютого
березня квітня травня червня липня серпня вересня жовтня листопада грудня переглядів
年 月 日 時 时 分 秒 更新 最終更新 公開 配信 掲載
発表 发布 发布时间 更新时间 發布 時間 时间 分钟前 分鐘前 小时前 小時前 時間前
分前 日前 件 件のコメント コメント 评论 評論 阅读 閱讀 次 浏览 瀏覽 点赞
분 시간 일 전 분전 시간전 년 월 시 입력 수정 최종수정 발행 등록 업데이트 조회수 조회 댓글 개 오전 오후
آخر تحديث تم النشر نشر في منذ ساعة ساعات دقيقة دقائق يوم أيام تعليق تعليقات مشاهدة مشاركة
"""

_SMALL_FACTS = """
one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion ein eine zwei
drei vier fünf sechs sieben acht neun zehn elf zwölf un deux trois quatre cinq sept huit neuf dix onze douze uno dos
tres cuatro cinco seis siete ocho nueve diez due tre quattro cinque sei sette otto nove dieci um dois três quatro oito
dez een twee drie vijf zes zeven negen tien lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars
avril mai juin juillet août septembre octobre novembre décembre lunes martes miércoles jueves viernes sábado domingo
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunedì martedì mercoledì
giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre segunda terça
quarta quinta sexta janeiro fevereiro março maio junho julho setembro outubro dezembro maandag dinsdag woensdag
donderdag vrijdag zaterdag zondag januari februari maart понедельник вторник среду четверг пятницу субботу воскресенье
января февраля марта апреля мая июня июля августа сентября октября ноября декабря poniedziałek wtorek środę czwartek
piątek sobotę niedzielę stycznia lutego marca kwietnia
"""

STAMP_WORDS = frozenset(_STAMPS.split())
SMALL_FACTS = frozenset(_SMALL_FACTS.split())
