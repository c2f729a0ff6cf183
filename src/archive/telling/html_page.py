"""One HTML page that needs nothing else: no script, no request, no clock; for a screen, a phone and paper.

Invariants: nothing of an article becomes markup, and no character goes out that `lines.plain` leaves out. Links lead
only to http and https. A Content-Security-Policy refuses everything that the page does not bring itself, so that
even a mistake here could not fetch or run anything. Colours have a sign or a word beside them everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Final

from archive.telling.lines import plain

_LINK: Final = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)

STYLE: Final = """
:root{color-scheme:light dark;--ink:#1a1a1a;--soft:#595959;--paper:#fff;--line:#ccc;--came:#0b57a4;--came-bg:#e3effb;\
--gone:#8f4400;--gone-bg:#fcecdc;--doubt:#7a2e7a}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#a9a9a9;--paper:#161616;--line:#444;--came:#8ec5ff;\
--came-bg:#12304d;--gone:#ffb877;--gone-bg:#47290c;--doubt:#e0a3e0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:1rem;max-width:48rem;background:var(--paper);color:var(--ink);\
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.3rem;line-height:1.25;margin:2rem 0 .5rem}
h3{font-size:1.1rem;margin:1.75rem 0 .5rem;padding-bottom:.2rem;border-bottom:2px solid var(--line)}
h4{font-size:1rem;margin:0 0 .25rem}
a{color:inherit}
a:hover,a:focus{color:var(--came)}
article{margin:0 0 1.25rem;padding:.1rem 0 .1rem .75rem;border-left:.25rem solid var(--line)}
article.added{border-left-color:var(--came)}
article.removed{border-left:.25rem dashed var(--gone)}
article.denied{border-left:.25rem double var(--doubt)}
article p,article ul{margin:.15rem 0}
article ul{padding-left:1.1rem}
.sign{display:inline-block;min-width:1.1em;font-family:ui-monospace,monospace;font-weight:700}
.soft,.ids,footer{color:var(--soft);font-size:.875rem}
.doubt{color:var(--doubt)}
del,ins{padding:0 .15em;border-radius:.15em}
del{color:var(--gone);background:var(--gone-bg);text-decoration:line-through}
ins{color:var(--came);background:var(--came-bg);text-decoration:underline double;font-weight:600}
blockquote{margin:.5rem 0;padding:0 0 0 .75rem;border-left:1px solid var(--line)}
blockquote p{margin:0}
cite{font-style:normal}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem}
table{border-collapse:collapse;margin:.5rem 0;width:100%}
th,td{padding:.2rem .4rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:break-word}
td code{overflow-wrap:anywhere}
th.end{white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0;overflow-x:auto}
figure svg{display:block;max-width:100%;height:auto;background:#fff}
figure svg.wide{max-width:none}
nav ul{padding-left:1.1rem;margin:.25rem 0}
:target{outline:3px solid var(--came);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--line:#999;--came:#003a70;--came-bg:transparent;--gone:#6b3300;\
--gone-bg:transparent;--doubt:#4d004d}body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}figure svg{max-height:15cm}\
h2,h3,h4{break-after:avoid}blockquote,figure,tr{break-inside:avoid}figure svg.wide{max-width:100%}}
""".strip()


def text(words: object) -> str:
    """Words of others as text of the page."""
    return html.escape(plain(str(words)))


def link(address: str, label: str) -> str:
    """A link to an article, where it is one that a browser should follow; else its label alone."""
    if not _LINK.fullmatch(address) or plain(address) != address:
        return text(label)
    return f'<a href="{html.escape(address)}" rel="noreferrer">{text(label)}</a>'


def came(words: object) -> str:
    """Words that are new, which says so to the ear too."""
    return _marked("ins", "new", words)


def gone(words: object) -> str:
    """Words that are there no longer, which says so to the ear too."""
    return _marked("del", "gone", words)


def _marked(name: str, label: str, words: object) -> str:
    return (
        f'<{name}><span class="unseen">[{label}: </span>{text(words)}<span class="unseen">]</span></{name}>'
    )


def page(title: str, body: str) -> str:
    """A whole page."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
{body}</body>
</html>
"""


def _policy() -> str:
    """What the page may use: its own style sheet, known by its digest, and nothing else."""
    known = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"
