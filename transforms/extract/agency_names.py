"""News agencies: the name by which each is known here, and how it is written where it is credited.

Data for ``agency.py``. A line is one agency: its common name, then its spellings. A spelling of up to four Latin
letters is an abbreviation: it counts only as it is written here, and only where nothing but agencies can stand.
"""

from __future__ import annotations

_AGENCIES = """
Reuters: Reuters | Thomson Reuters | Reuters News | Рейтер | رويترز | ロイター | 路透社 | 로이터
Associated Press: Associated Press | The Associated Press | AP | AP通信 | 美联社 | أسوشيتد برس
AFP: AFP | Agence France-Presse | Agence France Presse | AFP通信 | 法新社 | فرانس برس | Relaxnews
dpa: dpa | DPA | Deutsche Presse-Agentur | Deutsche Presse Agentur | dpa-infocom | dpa-AFX | dpa-tmn
PA Media: PA Media | Press Association | PA | PA News Agency
UPI: UPI | United Press International
Bloomberg: Bloomberg | Bloomberg News
Dow Jones: Dow Jones | Dow Jones Newswires | Dow Jones News
Canadian Press: Canadian Press | The Canadian Press | La Presse Canadienne | CP
AAP: AAP | Australian Associated Press
EFE: EFE | Agencia EFE | Agence EFE
Europa Press: Europa Press | EuropaPress
Servimedia: Servimedia
ANSA: ANSA
AGI: AGI | Agenzia Italia
Adnkronos: Adnkronos | AdnKronos
Askanews: Askanews | askanews
APA: APA | Austria Presse Agentur
Keystone-SDA: Keystone-SDA | SDA | sda | ATS | Keystone-ATS | Schweizerische Depeschenagentur | AWP | awp
SID: SID | sid | Sport-Informations-Dienst
epd: epd | Evangelischer Pressedienst
KNA: KNA | kna | Katholische Nachrichten-Agentur
Belga: Belga | BELGA
ANP: ANP
Ritzau: Ritzau | ritzau
NTB: NTB | ©NTB
TT: TT | TT Nyhetsbyrån | TT-Reuters | TT-AFP
STT: STT
BNS: BNS
ELTA: ELTA
LETA: LETA
PAP: PAP | Polska Agencja Prasowa
ČTK: ČTK | CTK
TASR: TASR
SITA: SITA
MTI: MTI
Agerpres: Agerpres | AGERPRES
Mediafax: Mediafax
BTA: BTA | БТА
HINA: HINA | Hina
Tanjug: Tanjug | Танјуг
STA: STA
ANA-MPA: ANA-MPA | AMNA | ΑΠΕ-ΜΠΕ
TASS: TASS | ITAR-TASS | ТАСС | تاس
RIA Novosti: RIA Novosti | РИА Новости
Interfax: Interfax | Интерфакс | Інтерфакс-Україна | Interfax-Ukraine
Ukrinform: Ukrinform | Укрінформ | Укринформ
UNIAN: UNIAN | УНІАН | УНИАН
Lusa: Lusa | Agência Lusa | Agência LUSA
Agência Brasil: Agência Brasil
Estadão Conteúdo: Estadão Conteúdo
Folhapress: Folhapress | FOLHAPRESS
Télam: Télam | Telam
Notimex: Notimex
Prensa Latina: Prensa Latina
Noticias Argentinas: Noticias Argentinas
Xinhua: Xinhua | 新华社 | 新華社 | 新华网 | شينخوا | Синьхуа
China News Service: China News Service | 中新社 | 中新网
Central News Agency: 中央社
Kyodo News: Kyodo | Kyodo News | 共同通信 | 共同通信社 | 共同 | 共同社
Jiji Press: Jiji | Jiji Press | 時事通信 | 時事 | 時事通信社
Yonhap: Yonhap | Yonhap News Agency | 연합뉴스 | 韩联社
Newsis: Newsis | 뉴시스
News1: News1 | 뉴스1
PTI: PTI | Press Trust of India
ANI: ANI | Asian News International
IANS: IANS | Indo-Asian News Service
UNI: UNI | United News of India
APP: APP | Associated Press of Pakistan
BSS: BSS
UNB: UNB | United News of Bangladesh
Antara: Antara | ANTARA
Bernama: Bernama | BERNAMA
VNA: VNA | TTXVN | Vietnam News Agency
PNA: PNA | Philippine News Agency
Anadolu: Anadolu | Anadolu Agency | Anadolu Ajansı | الأناضول
DHA: DHA | Demirören Haber Ajansı
İHA: İHA | İhlas Haber Ajansı
IRNA: IRNA | ایرنا
ISNA: ISNA | ایسنا
SPA: SPA | Saudi Press Agency | واس
WAM: WAM | وام
QNA: QNA | قنا
KUNA: KUNA | كونا
MENA: MENA | أ ش أ
WAFA: WAFA | وفا
MAP: MAP | Maghreb Arabe Presse
APS: APS | Algérie Presse Service
TAP: TAP | Tunis Afrique Presse
NAN: NAN | News Agency of Nigeria
GNA: GNA | Ghana News Agency
""".strip()

#: Common name by spelling.
AGENCIES: dict[str, str] = {
    spelling.strip(): name.strip()
    for name, _, spellings in (line.partition(":") for line in _AGENCIES.splitlines())
    for spelling in spellings.split("|")
}
