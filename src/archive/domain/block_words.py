"""The vocabulary of news pages: the furniture of sites, bylines, datelines and photo credits.

These are conventions that many outlets share. Patterns are matched against a whole paragraph, in
lower case unless they say otherwise, and only against short ones: a long paragraph is an article's.
"""

from __future__ import annotations

import re
from typing import Final

_LABELS: Final = """
    must[- ]reads? | latest(?:[ ](?:articles?|news|stories|posts?|videos?|updates?|headlines))? | breaking[ ]news | top[ ]stories
  | (?:related|recommended|popular|trending|sponsored|promoted|more|other)(?:[ ](?:articles?|stories|story|news|content|topics|posts?
      |videos?|links|reading|coverage|now|for[ ]you|stories[ ]for[ ]you))
  | trending | related | recommended | sponsored | most[ ](?:read|popular|viewed|shared|watched) | editor'?s'?[ ]picks? | up[ ]next
  | you[ ](?:may|might)(?:[ ]also)?[ ](?:like|be[ ]interested[ ]in) | don'?t[ ]miss | in[ ]case[ ]you[ ]missed[ ]it | more[ ](?:from|on|in)[ ].{1,40}
  | (?:next|previous)[ ](?:article|post|story) | quick[ ]guide
"""
_BUTTONS: Final = r"""
    home | (?:print[ ])?subscriptions | about[ ]sharing | our[ ]standards:.{1,80} | this[ ]article[ ]is[ ]more[ ]than[ ].{1,30}[ ]old
  | news | world | politics | sports? | business | opinion | menu | search | close | back | next | previous | print | video | videos
  | share | tweet | email | e-mail | comments? | reply | save | listen | play | pause | mute | loading(?:\.{3}|…)? | live | watch[ ](?:live|now)
  | login | log[ ]in | sign[ ]in | register | subscribe | donate | accept(?:[ ]all)?(?:[ ]cookies)? | reject[ ]all | allow | no[ ]thanks | not[ ]now | ok
  | got[ ]it | dismiss | continue | advertisement | advertising | ad | ads | skip[ ](?:to[ ](?:main[ ])?content|to[ ]navigation|ad|advertisement)
  | open[ ]in[ ]app | read[ ](?:full[ ]story|full[ ]article|more|next|also) | (?:view|show|load|see)[ ](?:all|more|fewer)(?:[ ]\w+){0,2}
  | (?:view|show|post|leave|add|write)[ ](?:a[ ])?(?:comments?|reply) | join[ ]the[ ](?:conversation|discussion) | continue[ ]reading(?:[ ]below)?
  | (?:story|article)[ ]continues[ ]below(?:[ ](?:this[ ])?(?:advertisement|ad))? | scroll[ ](?:down[ ])?(?:to|for)[ ].{1,40} | back[ ]to[ ]top
  | copy[ ]link | \d+[ ](?:comments?|shares?|views?|likes?|retweets?) | comments?[ ]\(\d+\) | \d+[ ]min(?:ute)?s?[ ]read | privacy[ ]policy
  | terms[ ](?:of|and|&)[ ].{1,40} | cookie[ ](?:policy|settings|preferences) | (?:chrome|safari|firefox|edge)(?:[ ](?:chrome|safari|firefox|edge|continue))+
  | (?:(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|instagram|pinterest|messenger|youtube|tiktok|email|print|copy[ ]link)[ ,|/]*)+
"""
_PROMPTS: Final = r"""
    (?:top[ ]pick|editor'?s[ ]pick|read[ ]more|read[ ]also|also[ ]read|see[ ]also|read[ ]next|read|related|more|watch|listen|in[ ]pictures|don'?t[ ]miss
      |must[ ]read|must[ ]watch|trending|sponsored|tags?|topics?|filed[ ]under|keywords|share[ ]this|media[ ]contacts?)[ ]?:[ ]?.{1,150}
  | read[ ]more[ ](?:on|about|from|at|here)\b.{0,120} | (?:watch|stream)[ ](?:[\w&']+[ ]){0,3}(?:news|tv|live) | view[ ].{1,40}[ ]in | .{1,40}[ ]app[ ]open
  | be[ ]the[ ]first[ ]to[ ](?:know|comment)\.? | get[ ](?:[\w'-]+[ ]){0,5}(?:notifications|newsletters?|alerts|updates|headlines|in[ ]your[ ]inbox)\b.{0,150}
  | (?:sign|log)[ ]in[ ](?:to|or|with)\b.{0,100} | watch[ ](?:our|the|more)[ ](?:[\w']+[ ]){0,3}videos?(?:[ ](?:below|here|above))?
  | sign[ ]up\b.{0,150} | subscribe[ ](?:to|for|now|today)\b.{0,150} | (?:download|get)[ ](?:the|our)[ ](?:[\w']+[ ]){0,3}app\b.{0,120}
  | (?:turn[ ]on|enable|allow)[ ](?:[\w']+[ ]){0,3}notifications\b.{0,120} | share[ ](?:this|on|via)\b.{0,80} | follow[ ](?:us|@\w+)\b.{0,120}
  | (?:like|find|join)[ ]us[ ]on\b.{0,120} | click[ ](?:here|on|the)\b.{0,120} | tap[ ](?:here|to)\b.{0,80} | support[ ](?:our|independent)[ ](?:[\w']+[ ]){0,3}journalism\b.{0,150}
  | (?:please[ ])?let[ ]us[ ]know[ ]if\b.{0,150} | please[ ](?:enable|sign|log|subscribe|register|disable|refresh)\b.{0,150}
  | (?:we|this[ ](?:web)?site|our[ ](?:web)?site|[\w.]{1,30})[ ]uses?[ ]cookies\b.{0,200} | by[ ](?:clicking|continuing|signing[ ]up|using[ ]this)\b.{0,200}
  | (?:©|\(c\)|copyright)[ ].{0,150} | .{0,100}\ball[ ]rights[ ]reserved\b.{0,100} | your[ ]browser[ ]does[ ]not[ ]support\b.{0,120}
  | this[ ](?:article|story|post)[ ](?:was[ ])?(?:originally[ ]|first[ ])(?:appeared|published)\b.{0,120} | (?:https?://|www\.)\S+ | (?:\#\w+[ ,]*)+
  | (?:[-*_=~\#•.][ ]?){3,} | [-\#*]*[ ]?ends?[ ]?[-\#*]+ | image[ ]\d+[ ]of[ ]\d+ | \d{1,2}[ ]?/[ ]?\d{1,3}
"""
FURNITURE: Final = re.compile(rf"(?:{_LABELS}|{_BUTTONS}|{_PROMPTS})\Z", re.VERBOSE)
SECTION_LABEL: Final = re.compile(rf"(?:{_LABELS})\Z", re.VERBOSE)
"""A heading that a list of other articles' titles may follow."""
FURNITURE_LENGTH: Final = 260
BREADCRUMB: Final = re.compile(r"[^|>»›]{1,27}(?:[|>»›][^|>»›]{1,27}){2,}\Z")

VIDEO_LENGTH: Final = re.compile(
    r"(?<!\bat)(?<!\bto)(?<!\bby)(?<!from)(?<!until)(?<!bout)(?<!ound)[ ]\d{1,2}:\d{2}(?::\d{2})?\Z"
)
CLOCK: Final = re.compile(
    r"(?:\d{1,2}[:.]\d{2}(?::\d{2})?[ ]?(?:[ap]\.?m\.?)?[ ]?(?:gmt|utc|est|edt|cet|cest|bst|ist|et|pt)?"
    r"|(?:(?:published|posted|(?:last[ ])?updated)[ ])?(?:\d{1,3}|an?)[ ](?:minutes?|mins?|hours?|hrs?|days?)[ ]ago)\Z"
)
RELEASE: Final = re.compile(
    r"(?:for[ ]immediate[ ]release|press[ ]release|news[ ]release|embargoed\b.{0,60})[:.]?\Z"
)

BYLINE: Final = re.compile(
    r"(?:(?:By|BY|Written by|Reported by|Story by|Edited by|Posted by|Author:|Text:|Words:)[ ](?!(?:The|A|An|Mon|Tues|Wednes"
    r"|Thurs|Fri|Satur|Sun|January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:day)?[ ,])(?:[A-Z@][^\s]*)(?:[ ](?:[A-Z@|(][^\s]*|and|in|of|for|at|de|van|von|der|bin|al|\||-|&|,|\d[^\s]*))*"
    r"|@\w{2,30}|(?:[A-Z][\w-]{1,20}[ ]){0,3}(?i:correspondent|reporter|staff[ ]writer|editor)(?:,[ ][A-Z][\w ]{1,40})?)\Z"
)
"""Case matters: a byline is made of names."""
CREDITS: Final = re.compile(
    r"\(?(?:(?:additional[ ])?reporting[ ]by|writing[ ]by|editing[ ]by|compiled[ ]by|with[ ]inputs?[ ]from|source:)[ ].{1,200}"
    r"|.{1,120}[ ]contributed[ ]to[ ]this[ ](?:report|story|article)\.?"
)
STAMP: Final = re.compile(
    r"(?P<what>(?:first[ ]|last[ ]|originally[ ])?(?:published|posted|updated|modified|issued|released)|publication[ ]date|date"
    r"|created|last[ ]update|update)(?:[ ](?:on|at))?[ ]?[:|]?[ ](?P<when>.{4,90})\Z"
)
"""`Published: 19 June 2024 10:32`, `Last updated on June 20`, in lower case."""
STAMP_LABEL: Final = re.compile(
    r"(?:(?:first|last|originally) )?(?:published|posted|updated|modified)(?: on| at)?[ ]?:?\Z"
)
"""A line that says what the date on the next line is of."""
SEPARATOR: Final = re.compile(r"[ ]*(?:\||•|·|[ ][/-][ ])[ ]*")
WEEKDAY_OR_TIME: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}[:.]\d{2}(?::\d{2})?|\b(?:a\.?m|p\.?m|gmt|utc|[ecp][ds]?t|bst|ist|cest|hrs|at|on|z)\b"
    r"|[\s,.;:|()+-]|\d{4}\b"
)
"""What may stand beside the date on a line that is nothing but a date."""

DATELINE: Final = re.compile(
    r"(?P<place>[A-Z][A-Z.'-]{2,30}(?:[ ][A-Z][A-Z.'-]{1,30}){0,3}(?:/[A-Z][A-Z.' -]{2,30})?(?:,[ ][A-Z][\w.]{1,30}(?:[ ][A-Z][\w.]{1,30}){0,2})?)"
    r"(?:,?[ ](?P<date>[A-Z][a-z]{2,8}\.?[ ]\d{1,2}(?:,[ ]\d{4})?|\d{1,2}[ ][A-Z][a-z]{2,8}\.?(?:[ ]\d{4})?))?"
    r"(?P<agency>,?[ ]\([A-Z][\w.&/' -]{1,40}\))?[ ]?(?:-{1,2}|:)[ ](?=\S)"
)
"""`PARIS, March 3 (Agency) - ` at the head of the first paragraph. A date or an agency must be there."""

_AGENCY: Final = (
    r"AP|AFP|EPA|EPA-EFE|Reuters|REUTERS|Getty|Getty Images|PA|PA Wire|POOL|Pool|TASS|Sputnik|Xinhua|Yonhap|ANSA|DPA|dpa|EFE|ANI|PTI"
    r"|Anadolu|Bloomberg|Shutterstock|Alamy|iStock|Unsplash|Wikimedia|Flickr|Handout|File|FILE|Photo|Image|Images|Picture|Supplied|Courtesy|CC BY"
)
CREDIT_IN_PARENTHESES: Final = re.compile(
    rf"\((?:[^()]{{0,80}}(?<![A-Za-z]))?(?:{_AGENCY}|[Vv]ia [A-Z]\w+|[\w ]{{1,30}}/[\w ]{{1,30}})(?![A-Za-z])[^()]{{0,80}}\)\.?\Z"
)
CREDIT_AT_END: Final = re.compile(
    r"[.)'\"] (?:[A-Z][\w&'.-]{0,30}(?: [A-Za-z][\w&'-]{0,30}){0,5})(?:/| via )[A-Z][\w&'-]{0,30}(?:[ /][\w&'-]{1,30}){0,5}\Z"
)
CREDIT_WORDS: Final = re.compile(
    r"(?:\A|[.)|(\-/'\"!?][ ]?)(?:photo(?:graph)?s?|image|picture|video)[ ](?:courtesy|credits?|by)\b|\b(?:photo(?:graph)?|image|picture|illustration|composite)[ ]?:[ ]"
    r"|(?:\A|[.)|(\-][ ]?)(?:credit[ ]?:[ ]|courtesy(?:[ ]of|:)[ ])|\b(?:via|/)[ ]?getty\b|getty[ ]images\)?\.?\Z|wikimedia[ ]commons|\bcc[ ]by\b"
    r"|[.(|][ ]?file[ ]photo\b"
)
CREDIT_HINTS: Final = (
    "photo",
    "image",
    "picture",
    "video",
    "credit",
    "courtesy",
    "getty",
    "wikimedia",
    "cc by",
)
"""One of these is in whatever `CREDIT_WORDS` finds; looking for them first is much faster."""
CREDIT_ALONE: Final = re.compile(
    rf"(?:[A-Z(][\w&'.()-]*(?: [\w&'.()-]+){{0,6}}(?: via |/)[\w&'./ -]{{1,60}}|(?:{_AGENCY})(?:[ /](?:{_AGENCY}|Photo|News))*)\Z"
)
CREDIT_LENGTH: Final = 170
CAPTION_START: Final = re.compile(
    r"in[ ]this[ ](?:[\w,-]+[ ]){0,4}(?:photo|image|picture|handout|frame|screengrab|screen[ ]grab|photograph|grab)\b"
    r"|an?[ ](?:[\w-]+[ ]){0,2}(?:screengrab|screenshot|screen[ ]grab|video[ ]grab|frame[ ]grab|handout|still|combination[ ]of|file[ ]photo|satellite[ ]image)[ ](?:\w+[ ]){0,6}"
    r"|this[ ](?:[\w-]+[ ]){0,3}(?:photo|image|picture|handout|combination|screengrab|grab|photograph)[ ](?:\w+[ ]){0,3}(?:shows?|taken|released|provided|made|from|courtesy)\b"
    r"|(?:image|photo|picture|media)[ ](?:source|caption|credit),[ ]|(?:file|photo|image|picture|pictured|caption|fotos?|video)[ ]?(?:-|:)[ ]|file[ ]photo\b"
)

AUTHOR_NOTE: Final = re.compile(
    r"(?:The[ ](?:writer|author)|[A-Z][\w.'-]{0,20}(?:[ ][\w.'-]{1,20}){1,4})[ ](?:is|was)[ ](?:an?|the|our)[ ][^.!?]{0,120}?\b(?:writer|reporter|journalist"
    r"|correspondent|editor|columnist|contributor|author|fellow|analyst|professor|producer|blogger|researcher|freelancer?|director)\b"
)
CONTACT: Final = re.compile(
    r"\bfollow[ ](?:him|her|them|me|us|@)|@\w{2,}|\b(?:e-?mail|contact|reach(?:ed)?)\b.{0,40}(?:@|[ ]at[ ]|here)|\bcan[ ]be[ ]reached\b|\bon[ ](?:twitter|x)\b|views[ ](?:expressed|are)\b"
)
WRITES: Final = re.compile(
    r"\b(?:covers|writes|reports|covering|writing|based[ ]in|documents|specialises|specializes)\b"
)
