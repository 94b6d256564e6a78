"""Pages that answer with something other than their article: bot checks, consent walls, "enable JavaScript", not found.

Told by what they say, and only where they say little else: an article about cookies or about a robot check has a text.
"""

from __future__ import annotations

import re

# A shell says what it has to say in so many characters.
_LONGEST = 1_500
_LONGEST_TITLE = 120

_CHALLENGE = (
    r"checking (?:if the site connection is secure|your browser)|verif(?:y|ying) (?:that )?you are (?:a )?human"
    r"|are you a robot|you(?:'|’)re not a robot|pardon our interruption|attention required|just a moment"
    r"|unusual (?:traffic|activity) from your (?:computer )?network|access (?:to this page has been )?denied"
    r"|please complete the (?:security check|captcha)|request (?:unsuccessful|blocked)|ddos protection by"
    r"|sind sie ein roboter|êtes-vous un robot|no eres un robot|ロボットではありません|verify you(?:'|’)re human"
)
_SCRIPT = (
    r"(?:enable|turn on|activate|allow|requires?|needs?) java\s?script|java\s?script (?:is|must be|has to be|to be)"
    r" (?:disabled|enabled|required|turned)|javascript (?:ist (?:deaktiviert|nicht aktiviert)|aktivieren)"
    r"|aktivieren sie (?:bitte )?java\s?script|(?:activer|activez|activar|active|habilite|habilitar"
    r"|abilita(?:re)?|ative|włącz"
    r"|aktiver|aktivera|schakel|включите|увімкніть|povolte|etkinleştirin) (?:el |o |il )?java\s?script"
    r"|javascript ?を有効|启用 ?javascript|啟用 ?javascript|자바스크립트를 (?:활성화|사용)"
    r"|javascript tidak aktif|تفعيل جافا"
)
_CONSENT = (
    r"we value your privacy|we and our (?:\d+ )?partners|before you continue|your privacy (?:choices|is important)"
    r"|consent to (?:the use|our|cookies)|accept (?:all )?cookies|manage (?:your )?(?:cookie|privacy|consent)"
    r"|mit werbung (?:weiterlesen|und tracking)|(?:ihre|deine) (?:einwilligung|zustimmung)"
    r"|wir (?:und unsere partner )?(?:verwenden|"
    r"nutzen|benötigen) (?:cookies|ihre zustimmung)|respect(?:ons|e)? votre vie privée"
    r"|nous (?:et nos partenaires )?utilisons des"
    r" cookies|tu privacidad|su privacidad|utilizamos cookies|la tua privacy|utilizziamo (?:i )?cookie"
    r"|a sua privacidade"
    r"|wij (?:gebruiken|waarderen)|privacyvoorkeuren|szanujemy twoją prywatność|cookieで|我们使用 ?cookie"
    r"|мы используем (?:файлы )?cookie"
)
_NOT_FOUND = (
    r"(?:error|fehler|erreur)?\s*404|page (?:you (?:requested|are looking for) )?(?:was |is |could "
    r"|can )?not (?:be )?found"
    r"|(?:seite|artikel) (?:wurde )?nicht gefunden|page introuvable|página no (?:encontrada|existe)"
    r"|pagina non trovata"
    r"|página não encontrada|pagina niet gevonden|nie znaleziono strony|страница не найдена"
    r"|ページが見つかりません|页面不存在"
    r"|(?:this|the) (?:article|story|page|content) (?:is no longer|has been removed|does not exist)"
)
_KINDS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("challenge", _CHALLENGE),
        ("javascript", _SCRIPT),
        ("consent-wall", _CONSENT),
        ("not-found", _NOT_FOUND),
    )
)


def shell_of(title: str, body: str) -> str | None:
    """``challenge``, ``javascript``, ``consent-wall`` or ``not-found`` where a page is one; None for any other.

    Args:
        title: the page's headline or title.
        body: what was found as its text; may be ''.
    """
    if len(body) > _LONGEST:
        return None
    for name, pattern in _KINDS:
        if body and _says_little_else(pattern, body):
            return name
        if not body and len(title) <= _LONGEST_TITLE and pattern.search(title):
            return name
    return None


def _says_little_else(pattern: re.Pattern[str], body: str) -> bool:
    """Whether most of a text's lines, by length, say this or belong to a line that does."""
    lines = body.split("\n")
    said = [bool(pattern.search(line)) for line in lines]
    if not any(said):
        return False
    # Of a longer text the half must be about it: the line itself and what follows it.
    about = sum(len(line) for line in lines[said.index(True) :])
    return about >= 0.5 * len(body) and (len(body) <= 600 or sum(said) >= 2)
