"""The words by which pages that are no articles give themselves away, by what they are instead.

All in lower case, with straight apostrophes; a semicolon ends each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Kind = Literal["challenge", "consent", "login", "soft-404", "script", "withheld"]
"""A bot check, a cookie wall, a login wall, "not found" with 200, a page made by JavaScript alone, and one that is
withheld for where the asker is or for what a law says."""


def _set(words: str) -> frozenset[str]:
    return frozenset(_list(words))


def _list(words: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in words.split(";"))


WALL_HOSTS: Final[Mapping[Kind, frozenset[str]]] = {
    "consent": frozenset(("consent", "cmp", "myprivacy", "privacy", "cookiewall")),
    "login": frozenset(("login", "signin", "auth", "accounts", "account", "sso", "id", "idp", "passport")),
    "challenge": frozenset(("validate", "captcha", "challenge")),
}
"""First labels of host names to which walls redirect."""

WALL_PLACES: Final[Mapping[Kind, frozenset[str]]] = {
    "consent": _set("consent; collectconsent; cookie-consent; cookiewall; cookie-wall; privacy-gate"),
    "login": _set("""
        login; log-in; signin; sign-in; login.php; login.aspx; login.html; sso; anmelden; connexion
    """),
    "challenge": _set("captcha; challenge; blocked; showcaptcha; access-denied; accessdenied"),
}
"""First and last steps of paths to which walls redirect."""

NOT_FOUND_PLACES: Final = _set("""
        404; 404.html; 404.php; 404.aspx; error404; error-404; notfound; not-found; not_found;
        page-not-found; pagenotfound; errorpage
    """)

TITLES: Final[Mapping[Kind, frozenset[str]]] = {
    "challenge": _set("""
        just a moment; one moment, please; one moment please; attention required;
        attention required! | cloudflare; access denied; access to this page has been denied;
        pardon our interruption; are you a robot; are you human; robot check; bot check;
        bot verification; robot or human; security check; security verification; human verification;
        verify you are human; verifying you are human; verification required; checking your browser;
        checking your browser before accessing; captcha; recaptcha; request blocked; request rejected;
        you have been blocked; sorry, you have been blocked; ddos-guard; please wait;
        please verify you are a human; client challenge; 403 forbidden; 403; forbidden;
        nur einen moment; un instant; un momento; um momento; een ogenblik; chwileczkę; один момент;
        один момент, пожалуйста; bir dakika lütfen; 请稍候; お待ちください; 잠시만 기다리십시오
    """),
    "consent": _set("""
        before you continue; before you continue to; your privacy choices; cookie consent;
        privacy gate; bevor sie fortfahren; avant de continuer; antes de continuar;
        prima di continuare; voordat je verdergaat
    """),
    "login": _set("""
        log in; login; sign in; sign in to your account; log in to your account;
        authentication required; anmelden; einloggen; se connecter; connexion; iniciar sesión; accedi;
        inloggen; войти; вход; zaloguj się
    """),
    "soft-404": _set("""
        404; 404 not found; 404 error; 404 page not found; 404 - page not found; 404 - not found;
        error 404; http 404; not found; page not found; page not found (404); file not found;
        article not found; story not found; content not found; page cannot be found;
        page can't be found; the page cannot be found; page does not exist; page doesn't exist;
        page no longer available; this page isn't available; page unavailable; oops! page not found;
        oops, page not found; nothing found; seite nicht gefunden; seite wurde nicht gefunden;
        fehler 404; page introuvable; page non trouvée; erreur 404; página no encontrada;
        error 404: página no encontrada; página não encontrada; erro 404; pagina non trovata;
        errore 404; pagina niet gevonden; siden blev ikke fundet; siden ble ikke funnet;
        sidan hittades inte; sidan kunde inte hittas; sivua ei löytynyt; nie znaleziono strony;
        strona nie została znaleziona; strona nie istnieje; stránka nenalezena;
        stránka nebyla nalezena; az oldal nem található; pagina nu a fost găsită; страница не найдена;
        страница не существует; ошибка 404; сторінку не знайдено; страницата не е намерена;
        sayfa bulunamadı; η σελίδα δεν βρέθηκε; העמוד לא נמצא; الصفحة غير موجودة; صفحه یافت نشد;
        पृष्ठ नहीं मिला; halaman tidak ditemukan; không tìm thấy trang; 页面不存在; 页面未找到; 找不到页面; 找不到網頁;
        ページが見つかりません; お探しのページは見つかりませんでした; 페이지를 찾을 수 없습니다
    """),
    "script": _set("""
        javascript required; javascript is required; javascript is disabled; enable javascript;
        please enable javascript
    """),
    "withheld": _set("""
        unavailable for legal reasons; unavailable due to legal reasons;
        451 unavailable for legal reasons; 451; error 451; not available in your region;
        not available in your country; content not available in your region
    """),
}
"""Titles, or parts of titles between separators."""

SCRIPT_NEEDED: Final = _list("""
        enable javascript; enable js and disable any ad blocker; javascript is disabled;
        javascript is required; javascript is not enabled; requires javascript; turn on javascript;
        activate javascript; javascript aktivieren; aktivieren sie javascript; activer javascript;
        activez javascript; habilitar javascript; habilite javascript; active javascript;
        activar javascript; abilitare javascript; abilita javascript; javascript in te schakelen;
        schakel javascript in; включите javascript; включить javascript; увімкніть javascript;
        włącz javascript; 启用javascript; 启用 javascript; javascriptを有効; javascript를 활성화
    """)

CUES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "challenge": _list("""
        verify you are human; verify you are a human; verify that you are human;
        verify that you're human; verify that you are not a robot; verify that you're not a robot;
        verify you are not a robot; confirm you are human; confirm that you are not a robot;
        prove you are human; prove you're not a robot; checking your browser before;
        checking if the site connection is secure; review the security of your connection;
        needs to review the security of your connection; performing security verification;
        your browser before accessing; access to this page has been denied;
        you don't have permission to access; you do not have permission to access;
        you have been blocked; your request has been blocked;
        your access to this site has been limited; unusual traffic from your;
        unusual activity from your; incapsula incident id; suspicious activity from your; automated access to this;
        something about your browser made us think you were a bot; press & hold to confirm;
        press and hold to confirm; complete the captcha; solve the captcha;
        complete the security check; enter the characters you see;
        bestätigen sie, dass sie kein roboter; bestätigen sie, dass sie ein mensch;
        confirmez que vous n'êtes pas un robot; vérifiez que vous êtes humain;
        confirme que no es un robot; verifique que es un ser humano; confirme que você não é um robô;
        confermi di non essere un robot; подтвердите, что вы не робот; підтвердіть, що ви не робот;
        potwierdź, że nie jesteś robotem; 请完成安全验证; 请完成验证
    """),
    "consent": _list("""
        before you continue to; accept all cookies to continue; accept cookies to continue;
        to continue, please accept; you must accept cookies; please accept cookies to;
        with advertising and tracking; mit werbung und tracking; mit werbung weiterlesen;
        accepter et continuer; continuer sans accepter; aceptar y continuar; akzeptieren und weiter;
        accetta e continua
    """),
    "login": _list("""
        you must be logged in to view; you must log in to view; you need to log in to view;
        please log in to view this; please log in to continue; please sign in to continue;
        sign in to continue to; log in to continue to; melden sie sich an, um fortzufahren;
        connectez-vous pour continuer; inicia sesión para continuar; accedi per continuare;
        войдите, чтобы продолжить
    """),
    "soft-404": _list("""
        page you requested could not be found; page you requested cannot be found;
        page you requested was not found; page you are looking for; page you're looking for;
        page you were looking for; page that you're looking for; article you are looking for;
        article you're looking for; story you are looking for; content you are looking for;
        page could not be found; page cannot be found; page can't be found; can't find that page;
        can't find the page; cannot find the page; couldn't find that page; couldn't find the page;
        this page does not exist; this page doesn't exist; page no longer exists;
        article is no longer available; article no longer exists; story is no longer available;
        404 not found; error 404; seite konnte nicht gefunden werden; seite wurde nicht gefunden;
        seite existiert nicht; diesen artikel gibt es nicht mehr; page demandée n'existe pas;
        page que vous recherchez; page que vous cherchez; cette page n'existe pas; página que busca;
        página que buscas; esta página no existe; página que procura; esta página não existe;
        pagina che stai cercando; pagina che cerchi; pagina die u zoekt; pagina die je zoekt;
        pagina bestaat niet; strona, której szukasz; страница не найдена; страница не существует;
        запрашиваемая страница; такой страницы не существует; такой страницы нет; сторінку не знайдено;
        aradığınız sayfa; الصفحة التي تبحث عنها; 您访问的页面不存在; 您要查看的页面; お探しのページ; 요청하신 페이지
    """),
    "withheld": _list("""
        not available in your region; not available in your country; not available in your location;
        not available in your area; unavailable in your region; unavailable in your country;
        unavailable for legal reasons; unavailable due to legal reasons;
        country belonging to the european economic area; unavailable in most european countries;
        not available to visitors from; in ihrem land nicht verfügbar; in ihrer region nicht verfügbar;
        n'est pas disponible dans votre pays; n'est pas disponible dans votre région;
        no está disponible en su país; no está disponible en tu país; não está disponível no seu país;
        non è disponibile nel tuo paese; недоступен в вашей стране; недоступна в вашей стране;
        доступ ограничен по решению
    """),
}
"""Phrases of short pages."""

MARKERS: Final = _list("""
        _cf_chl_opt; /orchestrate/chl_page/; ct.captcha-delivery.com; geo.captcha-delivery.com;
        _incapsula_resource?cwudnsai; px-captcha; gokuprops; awswafcookiedomainlist;
        /_sec/cp_challenge/; ddos-guard/js-challenge
    """)
"""What the sources of bot checks hold, and those of the pages behind them do not."""
