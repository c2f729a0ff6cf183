"""How newspapers name currencies, and the ISO 4217 code of each; what may mean several has none.

A bare "$" is the American dollar and "rupees" are Indian ones, as in the style books of the agencies; other
dollars and rupees are told by their country.
"""

from __future__ import annotations

from typing import Final

SIGNS: Final = {
    "$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u20b9": "INR", "\u20bd": "RUB", "\u20a9": "KRW",
    "\u20ba": "TRY", "\u20aa": "ILS", "\u20a6": "NGN", "\u20b4": "UAH", "\u20ab": "VND", "\u20b1": "PHP",
    "\u0e3f": "THB", "\u20b5": "GHS", "\u20a1": "CRC", "\u20b2": "PYG", "\u20b8": "KZT", "\u20be": "GEL",
}  # fmt: skip
DOLLARS: Final = {
    "us": "USD", "u.s.": "USD", "a": "AUD", "au": "AUD", "aus": "AUD", "c": "CAD", "ca": "CAD", "cad": "CAD",
    "cdn": "CAD", "hk": "HKD", "nz": "NZD", "s": "SGD", "sg": "SGD", "nt": "TWD", "r": "BRL", "j": "JMD",
    "tt": "TTD", "n": "NAD", "mx": "MXN", "mex": "MXN", "rd": "DOP", "fj": "FJD", "g": "GYD", "bds": "BBD",
    "ec": "XCD", "bz": "BZD", "usd": "USD", "aud": "AUD",
}  # fmt: skip
"""Letters glued before a dollar sign."""
_WRITTEN: Final = (
    "EUR USD GBP JPY CNY INR RUB CHF AUD CAD NZD HKD SGD KRW SEK NOK DKK PLN CZK HUF BGN UAH ILS AED SAR QAR KWD EGP"
    " ZAR NGN KES GHS BRL MXN ARS CLP THB IDR MYR PHP VND PKR BDT LKR TWD IRR IQD KZT XAF XOF TND DZD JOD AMD AZN RSD"
    " NPR UGX TZS ETB"
)
CODES: Final = {code.lower(): code for code in _WRITTEN.split()} | {"rmb": "CNY"}
"""Codes that are written before or behind an amount, and are no English words."""
LETTERS: Final[dict[str, str | None]] = {
    "dh": "AED", "dhs": "AED", "sh": None, "ush": "UGX", "tsh": "TZS", "bt": "THB",
    "rs": "INR", "rs.": "INR", "sfr": "CHF", "rp": "IDR", "rm": "MYR", "tk": "BDT", "ksh": "KES", "r": "ZAR", "n": "NGN",
}  # fmt: skip
"""Other letters before an amount; one letter alone counts only where it is glued to the digits."""

_NOUNS: Final = {
    "USD": "dollar us_dollar u.s._dollar american_dollar",
    "AUD": "australian_dollar", "CAD": "canadian_dollar", "NZD": "new_zealand_dollar", "HKD": "hong_kong_dollar",
    "SGD": "singapore_dollar singaporean_dollar", "TWD": "taiwan_dollar taiwanese_dollar new_taiwan_dollar",
    "JMD": "jamaican_dollar", "TTD": "trinidad_dollar", "NAD": "namibian_dollar", "FJD": "fijian_dollar fiji_dollar",
    "EUR": "euro",
    "GBP": "pound british_pound pounds_sterling sterling",
    "EGP": "egyptian_pound", "LBP": "lebanese_pound lebanese_lira", "SYP": "syrian_pound", "SDG": "sudanese_pound",
    "JPY": "yen japanese_yen", "CNY": "yuan chinese_yuan renminbi",
    "INR": "rupee indian_rupee", "PKR": "pakistani_rupee pakistan_rupee", "LKR": "sri_lankan_rupee",
    "NPR": "nepali_rupee nepalese_rupee", "MUR": "mauritian_rupee",
    "RUB": "rouble ruble russian_rouble russian_ruble", "BYN": "belarusian_rouble belarusian_ruble",
    "KRW": "won korean_won south_korean_won", "KPW": "north_korean_won",
    "CHF": "swiss_franc", "XOF": "cfa_franc", "CDF": "congolese_franc", "RWF": "rwandan_franc",
    "BIF": "burundian_franc", "FRF": "french_franc",
    "NOK": "norwegian_kroner norwegian_krone norwegian_crown", "DKK": "danish_kroner danish_krone danish_crown",
    "SEK": "swedish_kronor swedish_krona swedish_crown kronor", "ISK": "icelandic_krona icelandic_kronur",
    "CZK": "czech_crown czech_koruna koruna",
    "AED": "dirham emirati_dirham uae_dirham", "MAD": "moroccan_dirham", "SAR": "riyal saudi_riyal",
    "QAR": "qatari_riyal", "OMR": "omani_rial", "YER": "yemeni_rial", "IRR": "rial iranian_rial toman",
    "KWD": "kuwaiti_dinar", "IQD": "iraqi_dinar", "RSD": "serbian_dinar", "JOD": "jordanian_dinar",
    "LYD": "libyan_dinar", "DZD": "algerian_dinar", "TND": "tunisian_dinar", "BHD": "bahraini_dinar",
    "ILS": "shekel israeli_shekel", "TRY": "lira turkish_lira", "PLN": "zloty polish_zloty zlotie",
    "HUF": "forint hungarian_forint", "UAH": "hryvnia ukrainian_hryvnia", "NGN": "naira nigerian_naira",
    "ZAR": "rand south_african_rand", "KES": "kenyan_shilling kenya_shilling", "UGX": "ugandan_shilling",
    "TZS": "tanzanian_shilling", "SOS": "somali_shilling", "GHS": "cedi ghanaian_cedi ghana_cedi",
    "MXN": "mexican_peso", "ARS": "argentine_peso argentinian_peso", "COP": "colombian_peso", "CLP": "chilean_peso",
    "PHP": "philippine_peso", "UYU": "uruguayan_peso", "DOP": "dominican_peso", "CUP": "cuban_peso",
    "BRL": "reai brazilian_reai brazilian_real", "THB": "baht thai_baht", "MYR": "ringgit malaysian_ringgit",
    "IDR": "rupiah indonesian_rupiah", "VND": "dong vietnamese_dong", "BDT": "taka bangladeshi_taka",
    "ZMW": "zambian_kwacha", "MWK": "malawian_kwacha", "ETB": "birr ethiopian_birr", "KZT": "tenge kazakh_tenge",
    "AZN": "azerbaijani_manat", "TMT": "turkmen_manat", "GEL": "lari georgian_lari", "AMD": "armenian_dram",
    "RON": "romanian_leu romanian_lei", "MDL": "moldovan_leu moldovan_lei", "BGN": "leva bulgarian_leva bulgarian_lev",
    "AFN": "afghani", "VES": "bolivar bolivare", "PEN": "peruvian_sole peruvian_sol", "MMK": "kyat myanmar_kyat",
    "PYG": "guarani guaranie", "HTG": "gourde haitian_gourde", "KHR": "riel cambodian_riel",
}  # fmt: skip
_AMBIGUOUS: Final = "franc kroner krone krona crown dinar peso shilling kwacha manat lei leu"
NOUNS: Final[dict[str, str | None]] = {
    (name + ending).replace("_", " "): code
    for code, names in _NOUNS.items()
    for name in names.split()
    for ending in ("", "s")
} | {name + ending: None for name in _AMBIGUOUS.split() for ending in ("", "s")}
"""The nouns behind an amount, in singular and plural; None: whose they are the words do not say."""
NEED_SCALE: Final = {
    "won": 1000, "pound": 1000, "pounds": 1000, "rand": 100, "crown": 1000, "crowns": 1000, "dong": 100, "dongs": 100,
    "lira": 10, "rial": 10, "sterling": 1000,
}  # fmt: skip
"""Nouns that have other meanings (a verb, a weight), with the least value that makes them money."""
OF_MONEY: Final = frozenset(
    "debt debts aid damage damages funding funds investment investments cash compensation fines losses savings cuts"
    " assets taxpayers' taxpayer public money support assistance orders credit loans bonds grants tax taxes revenue"
    " revenues sales spending bribes donations dollars profits profit arrears budget capital costs relief value".split()
)
"""What makes "50,000 pounds of" an amount and no weight."""
