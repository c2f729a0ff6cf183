"""Query parameters that tell how a reader came to a page, and never which page it is.

The names are those on which the public lists agree (AdGuard's URL tracking filter, ClearURLs, the query
stripping of Firefox) and that belong to one vendor's campaign or click identifiers, so that no site can mean an article by
them. What a site could well mean an article by stays: `id`, `p`, `s`, `cid`, `mbid`, `campaign`, `session`. `ref`, `src`,
`source` and `cmp` go only where their value plainly names a channel. A list that grows gives old pages a
new address, which is why it takes a name on evidence alone.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

_CLICKS: Final = (
    "dclid fbclid gclid gclsrc gbraid wbraid gad_source gad_campaignid srsltid msclkid twclid ttclid li_fat_id yclid ysclid "
    "rb_clickid rdt_cid sccid tblci epik irclickid irgwc igshid igsh wickedid zanpid ef_id s_kwcid s_cid _openstat"
)
_MAIL: Final = (
    "mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id _ke "
    "_kx __s dm_i ml_subscriber ml_subscriber_hash ck_subscriber_id elqtrackid elqtrack elqaid elqat elqcampaignid "
    "bxid cndid hasha hashb hashc _bta_tid _bta_c trk_contact trk_msg trk_module trk_sid"
)
_SHARES: Final = (
    "fb_action_ids fb_action_types fb_ref fb_source __tn__ ref_src ref_url __twitter_impression sthash soc_src soc_trk "
    "hootpostid sr_share taid tpcc smid smtyp smvar ito ocid xtor xtref traffic_source guccounter guce_referrer "
    "guce_referrer_sig _branch_match_id _branch_referrer"
)
_COUNTERS: Final = (
    "_ga _gl _gac ga_source ga_medium ga_term ga_content ga_campaign ga_place itm_source itm_medium itm_campaign itm_term "
    "itm_content intcmp int_cmp wt_mc wt_zmc wt.mc_id wt.mc_ev wt.tsrc sc_campaign sc_channel sc_content sc_medium "
    "sc_outcome sc_geo sc_country ns_mchannel ns_source ns_campaign ns_linkname ns_fee cx_testid cx_testvariant "
    "cx_artpos cx_experimentid phpsessid jsessionid"
)
_AMP_VIEWER: Final = "amp_js_v amp_gsa amp_ct amp_tf usqp aoh ampshare"
_NAMES: Final = frozenset(f"{_CLICKS} {_MAIL} {_SHARES} {_COUNTERS} {_AMP_VIEWER}".split())

_FAMILIES: Final = re.compile(
    r"utm_|mtm_|hsa_|pk_(?:campaign|kwd|keyword|source|medium|content|cid)$"
    r"|at_(?:medium|campaign|custom\d|link_|bbc_team|ptr_|format|creation|variant|channel|network|platform|detail|"
    r"emailtype|recipient_|send_|email_|audience|objective|nation|product|brand|mid)"
)
"""Beginnings of names, which the makers of campaigns complete as they like."""

_CHANNELS: Final = frozenset(
    "rss feed rssfeed newsletter email e-mail mail share social socialmedia socialflow twitter tw facebook fb linkedin whatsapp "
    "telegram instagram reddit pinterest flipboard googlenews google_news google-news applenews apple_news".split()
)
_CAMPAIGN: Final = re.compile(r"(?:share|twt|fb|soc|oth|ema|rss|nl)[_-]|share$|twt$|rss$")
_BY_VALUE: Final = ("ref", "src", "source", "cmp", "cmpid")


def tracks(pair: str) -> bool:
    """Whether `pair`, one of a query's `name=value`, tells how a reader came and not what the page is."""
    written, _, value = pair.partition("=")
    name = unquote_plus(written).lower()
    if name in _NAMES or _FAMILIES.match(name):
        return True
    if name not in _BY_VALUE:
        return False
    told = unquote_plus(value).lower()
    return told in _CHANNELS or (name.startswith("cmp") and _CAMPAIGN.match(told) is not None)
