"""Function words of the languages that ``language.py`` tells apart: the commonest of each, by ISO 639-1 code."""

from __future__ import annotations

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": (
            "the of and to in that is was for on with as by at from have has been were are this it be which not "
            "but they their will would said an or who had more about after"
        ),
        "de": (
            "der die das und ist nicht mit den dem des ein eine einen auf für von im sich auch es werden wird "
            "hat sind als noch nach bei aus wie über zum zur dass aber wurde vor haben einer"
        ),
        "fr": (
            "le la les des et est dans du que une pour qui sur pas par avec au ce sont plus ont été aux cette "
            "mais ses leur comme nous ne se il elle son sa d l qu n c s"
        ),
        "es": (
            "el la los las de que y en un una por con para del se no su al es lo como más pero sus ha fue este "
            "está han son sobre entre también desde cuando muy le ya"
        ),
        "it": (
            "il la di che e è un una per con del della dei delle non si le gli nel alla da sono al anche come "
            "più ma ha lo nella dal questo stato dell l hanno sul degli essere suo ed"
        ),
        "pt": (
            "o a os as de que e do da em um uma para com não no na por se mais dos como mas foi ao das à são "
            "ele seu sua ou pelo pela também até isso já entre está nos foram"
        ),
        "nl": (
            "de het een van en in is dat op te voor zijn met die niet aan er om ook als bij naar maar werd door "
            "nog over uit wordt heeft worden deze was wel hij zij dan hebben"
        ),
        "sv": (
            "och att det som en på är av för med till den har inte om ett han var men jag de så från vi kan när "
            "nu sig efter även eller under hade skulle blir ska också"
        ),
        "da": (
            "og at det er en den til af på for der med de ikke som har et han i om var men jeg fra vi kan ved "
            "sig efter også eller blev være skal være nu kunne når over dem"
        ),
        "no": (
            "og at det er en den til av på for som med de ikke har et han i om var men jeg fra vi kan ved seg "
            "etter også eller ble være skal nå kunne når hun dem mot etter sier"
        ),
        "fi": (
            "ja on ei että se hän oli ovat mutta kun niin myös kuin joka tai jos sen mukaan ole vuoden olla voi "
            "sekä hänen vain ollut siitä nyt jo tämä ovat mitä vielä sitä"
        ),
        "pl": (
            "i w na z że się nie do to jest o jak za od po ale przez dla są ma oraz może było był czy tym jego "
            "już tylko które który także ich została też przed być co"
        ),
        "cs": (
            "a se na že v je to s z do o ve za jako by po ale pro jsou podle bylo byl také jeho který jen při "
            "od který která které však už ještě nebo být aby má když si"
        ),
        "tr": (
            "ve bir bu için ile de da olarak çok daha olan sonra gibi kadar en ise ancak ya ne her göre değil "
            "oldu dedi olduğunu tarafından ki üzerinde şekilde etti var büyük yeni"
        ),
        "id": (
            "yang dan di dari untuk pada dengan ini itu dalam tidak akan juga ke adalah oleh telah bisa ada "
            "atau karena sebagai para saat lebih mereka kata tersebut secara menjadi tahun"
        ),
        "ro": (
            "și în de la a cu o pe nu care din că să mai pentru este un au fost sau prin dar după ca al ale lui "
            "fi ce între sunt acest despre vor către dintre aceasta"
        ),
        "hu": (
            "a az és hogy nem egy is ez volt meg csak de már mint még ki azt ezt el vagy kell majd szerint után "
            "lesz ha több amely mert pedig lehet között nagyon illetve"
        ),
        "vi": (
            "của và là các có được cho trong một không với những người này đã khi đến từ về để ở ra như tại "
            "cũng nhiều vào năm trên sẽ theo hay đó sau nhưng"
        ),
        "lt": (
            "ir kad yra iš į su tai ne bet kaip apie nuo už po buvo dėl jau dar savo jis ar per prie arba tik "
            "iki būti taip pat šio jo kurie metų jie"
        ),
        "lv": (
            "un ir ka no ar uz par bet tas arī kas lai pie kā tika vai jau nav gan viņš bija šis pēc to kad "
            "savu vēl pret būs tam līdz gada"
        ),
        "is": (
            "og að er í á sem var það ekki um við til en hann með af fyrir voru hafa hefur þess þar því eru frá "
            "svo þeir hún verið eftir eða verður segir þá mjög"
        ),
    }.items()
}
