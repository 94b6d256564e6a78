"""Names of months, days and zones as feeds and pages write them: data for ``written_dates.py``.

Names are matched folded (lower case, accents off) and may be cut to three letters or more, with or without a dot, where
the rest is not needed to tell which is meant: ``sept.``, ``févr``, ``окт``.
"""

from __future__ import annotations

import unicodedata

# One line a language, January to December; several forms of one month are divided by a slash.
_MONTHS = (
    "january february march april may june july august september october november december",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januar/janner februar/feber marz/mrz/maerz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "styczen/stycznia luty/lutego marzec/marca kwiecien/kwietnia maj/maja czerwiec/czerwca lipiec/lipca"
    " sierpien/sierpnia wrzesien/wrzesnia pazdziernik/pazdziernika listopad/listopada grudzien/grudnia",
    "январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа"
    " сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря",
)
# Languages whose names are only known whole: cut short they would be taken for those above, or those for them.
_WHOLE_MONTHS = (
    "januar februar mars/marts april mai/maj juni juli august september oktober november desember/december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta",
    "ledna/leden unora/unor brezna/brezen dubna/duben kvetna/kveten cervna/cerven cervence/cervenec srpna/srpen"
    " zari rijna/rijen listopadu prosince/prosinec",
    "januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra",
    "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ocak subat mart nisan mayis/mayıs haziran temmuz agustos eylul ekim kasim/kasım aralik/aralık",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio",
    "janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris",
    "jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember",
    "januar februar mars april mai juni juli agust september oktober november desember",
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna _ studenoga prosinca",
    "ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου"
    " δεκεμβριου",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday tues weds thurs "
    "segunda terca quarta quinta sexta sabado domingo feira "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lunes martes miercoles jueves viernes sabado domingo "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
    "poniedzialek wtorek sroda czwartek piatek sobota niedziela "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일"
)
_FILLERS = (
    "t at on of the de del do da den der dem um uhr am le la il el as a alle ore ora h hs hrs às à o g г в года en dia"
)

#: Zone names in minutes east of Greenwich. A name with several meanings has the one that feeds mean most often.
ZONES: dict[str, int] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "uct": 0,
    "bst": 60, "west": 60, "cet": 60, "mez": 60, "met": 60, "wat": 60,
    "cest": 120, "mesz": 120, "mest": 120, "eet": 120, "sast": 120, "cat": 120,
    "eest": 180, "msk": 180, "eat": 180, "trt": 180, "msd": 240, "gst": 240,
    "pkt": 300, "ist": 330, "npt": 345, "bdt": 360, "ict": 420, "wib": 420,
    "sgt": 480, "hkt": 480, "awst": 480, "pht": 480, "myt": 480, "wita": 480,
    "jst": 540, "kst": 540, "wit": 540, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660,
    "nzst": 720, "nzdt": 780,
    "brst": -120, "ndt": -150, "brt": -180, "art": -180, "clst": -180, "adt": -180, "nst": -210,
    "ast": -240, "clt": -240, "vet": -240, "edt": -240, "est": -300, "cdt": -300, "cot": -300, "pet": -300, "et": -300,
    "cst": -360, "mdt": -360, "ct": -360, "mst": -420, "pdt": -420, "mt": -420, "pst": -480, "akdt": -480, "pt": -480,
    "akst": -540, "hst": -600,
}  # fmt: skip

#: am is 0, pm is 12.
MERIDIEMS: dict[str, int] = {
    "am": 0, "a.m": 0, "a.m.": 0, "오전": 0, "上午": 0, "午前": 0,
    "pm": 12, "p.m": 12, "p.m.": 12, "오후": 12, "下午": 12, "午後": 12,
}  # fmt: skip

#: Shortest piece of a name that is taken for it.
_SHORTEST = 3


def fold(text: str) -> str:
    """Lower case, compatible forms folded, accents off (``MÄRZ`` is ``marz``, ``май`` is ``маи``)."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def _month_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _MONTHS:
        for number, forms in enumerate(line.split(), start=1):
            for name in forms.split("/"):
                folded = fold(name)
                for end in range(min(_SHORTEST, len(folded)), len(folded) + 1):
                    known = table.setdefault(folded[:end], number)
                    if known != number:  # jui: June or July?
                        table[folded[:end]] = 0
    table["sept"] = 9
    known_names = {name: number for name, number in table.items() if number}
    for line in _WHOLE_MONTHS:
        for number, forms in enumerate(line.split(), start=1):
            for name in forms.split("/"):
                known_names.setdefault(fold(name), number)
    known_names.pop("_", None)
    return known_names


def _day_table() -> frozenset[str]:
    names = [fold(name) for name in _DAYS.split()]
    return frozenset(name[:end] for name in names for end in range(min(_SHORTEST, len(name)), len(name) + 1))


#: Month by folded name, or by its beginning where that is not ambiguous.
MONTHS: dict[str, int] = _month_table()
#: Folded names of days and their beginnings.
DAYS: frozenset[str] = _day_table()
#: Words that stand in dates and say nothing.
FILLERS: frozenset[str] = frozenset(fold(word) for word in _FILLERS.split())
