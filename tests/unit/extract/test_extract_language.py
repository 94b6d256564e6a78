"""The language of texts. The sentences were written for this test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.function_words import FUNCTION_WORDS
from transforms.extract.language import detect

TEXTS = {
    "en": "The mayor said on Friday that the new bridge over the river will be opened to traffic in the spring, and that the old one is to be closed for good.",
    "de": "Die Bürgermeisterin sagte am Freitag, dass die neue Brücke über den Fluss im Frühjahr für den Verkehr geöffnet wird und die alte nicht mehr gebraucht wird.",
    "fr": "La maire a déclaré vendredi que le nouveau pont sur la rivière sera ouvert à la circulation au printemps et que l'ancien ne sera plus utilisé par les habitants.",
    "es": "La alcaldesa dijo el viernes que el nuevo puente sobre el río se abrirá al tráfico en primavera y que el antiguo ya no será utilizado por los vecinos.",
    "it": "La sindaca ha detto venerdì che il nuovo ponte sul fiume sarà aperto al traffico in primavera e che quello vecchio non è più necessario per la città.",
    "pt": "A prefeita disse na sexta-feira que a nova ponte sobre o rio será aberta ao trânsito na primavera e que a antiga não é mais necessária para os moradores.",
    "nl": "De burgemeester zei vrijdag dat de nieuwe brug over de rivier in het voorjaar open gaat voor het verkeer en dat de oude niet meer nodig is voor de bewoners.",
    "sv": "Borgmästaren sade på fredagen att den nya bron över floden öppnas för trafik till våren och att den gamla inte längre behövs för dem som bor här.",
    "da": "Borgmesteren sagde fredag, at den nye bro over floden bliver åbnet for trafik til foråret, og at den gamle ikke længere skal bruges af dem, der bor i byen nu.",
    "no": "Ordføreren sier at den nye broen over elven blir åpnet for trafikk til våren etter seks år, og at den gamle ikke skal brukes mer av dem som bor her nå.",
    "fi": "Kaupunginjohtaja sanoi perjantaina, että uusi silta on valmis ja se avataan keväällä, mutta vanha silta ei ole enää käytössä, koska se oli liian kapea.",
    "pl": "Burmistrz powiedział w piątek, że nowy most na rzece będzie otwarty na wiosnę i że stary nie jest już potrzebny, ale może być jeszcze używany przez pieszych.",
    "tr": "Belediye başkanı cuma günü yeni köprü için çok önemli bir gün olduğunu söyledi ve eski köprü ile ilgili daha sonra bir karar olacak dedi.",
    "ru": "Мэр сказал в пятницу, что новый мост через реку откроют весной.",
    "uk": "Мер сказав у п'ятницю, що новий міст через річку відкриють навесні, і їхати ним зможуть усі мешканці.",
    "ja": "市長は金曜日に、新しい橋が春に開通すると述べた。",
    "zh": "市长星期五表示，新桥将于春季通车，旧桥不再使用，居民对此表示欢迎。",
    "ko": "시장은 금요일에 새 다리가 봄에 개통된다고 말했다. 옛 다리는 닫는다.",
    "el": "Ο δήμαρχος είπε ότι η νέα γέφυρα θα ανοίξει την άνοιξη.",
    "ar": "قال رئيس البلدية يوم الجمعة إن الجسر الجديد سيفتح في الربيع.",
}


@pytest.mark.parametrize("language", list(TEXTS))
def test_a_sentence_of_news_is_told_whatever_the_template_says(language: str) -> None:
    for hint in ("", "en", "de-AT"):
        assert detect(TEXTS[language], hint) == language


def test_a_text_that_is_too_short_or_strange_is_in_no_known_language() -> None:
    assert detect("", "en") is None
    assert detect("Bridge!", "en") is None
    assert detect("xqzt vrrp lmno " * 40, "en") is None


def test_the_hint_decides_between_languages_that_the_text_supports_equally() -> None:
    shared = [word for word in sorted(FUNCTION_WORDS["da"]) if word in FUNCTION_WORDS["no"]][:12]
    text = " ".join(shared) * 2
    assert detect(text, "no") == "no"
    assert detect(text, "da-DK") == "da"


@given(st.text(max_size=400), st.sampled_from(["", "en", "xx", "zh-Hant"]))
def test_any_text_has_a_two_letter_language_or_none(text: str, hint: str) -> None:
    found = detect(text, hint)
    assert found is None or len(found) == 2
