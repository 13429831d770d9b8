"""How the names of the register are made readable, and findable."""

from __future__ import annotations

import re
from functools import lru_cache

from tandem.apps.foundation.text import folded

ACRONYMS = frozenset(
    [
        "AAIR",
        "AHNAC",
        "APHM",
        "APHP",
        "ASM",
        "ATIR",
        "AUB",
        "AURA",
        "AURAD",
        "AURAL",
        "CAMSP",
        "CAARUD",
        "CATTP",
        "CHI",
        "CHIC",
        "CHIV",
        "CHRU",
        "CHU",
        "CLAT",
        "CMPA",
        "CMPE",
        "CMPEA",
        "CMPI",
        "CPO",
        "CRLCC",
        "CSAPA",
        "EHPAD",
        "EPHAD",
        "EPS",
        "EPSAN",
        "EPSM",
        "EPSMD",
        "EPSMR",
        "EPSNF",
        "ESMPI",
        "FSEF",
        "GHI",
        "GHICL",
        "GHU",
        "HAD",
        "HEGP",
        "HIA",
        "ICANS",
        "IRM",
        "IUCT",
        "MGEN",
        "MSA",
        "PASS",
        "PEA",
        "PIJ",
        "SA",
        "SARL",
        "SAS",
        "SELARL",
        "SIH",
        "SMUR",
        "SOS",
        "UAD",
        "UCSA",
        "UDM",
        "UGECAM",
        "UHSA",
        "UHSI",
        "USIP",
        "USLD",
        "USMP",
        "USN",
        "USSAP",
    ]
)
RESPELLED = {
    "APHM": "AP-HM", "APHP": "AP-HP", "CEGIDD": "CeGIDD", "CTRE": "Centre", "HOP": "Hôpital",
    "ST": "Saint", "STE": "Sainte",
}  # fmt: skip
SMALL_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "lez",
        "lès",
        "ou",
        "par",
        "pour",
        "sous",
        "sur",
        "à",
    ]
)
# Common nouns and adjectives: lower case, with the accents that capitals lost.
COMMON = {
    folded(word).upper(): word
    for word in ["accueil", "adolescents", "adultes", "aîné", "ambulatoire", "ambulatoires", "annexe", "antenne", "autodialyse", "autonome", "chirurgical", "chirurgicale", "chirurgie", "clinique", "convalescence", "crise", "cure", "départemental", "départementale", "dialyse", "domicile", "durée", "enfants", "général", "générale", "gériatrie", "gériatrique", "gérontologie", "gérontologique", "hémodialyse", "hospitalier", "hospitalière", "hôpital", "hôpitaux", "infantile", "intercommunal", "intercommunale", "interdépartemental", "jeunes", "jour", "juvénile", "locale", "local", "long", "longue", "maison", "médecine", "médical", "médicale", "médico", "mental", "mentale", "moyen", "moyenne", "nuit", "pédiatrique", "pédopsychiatrie", "polyclinique", "polyvalent", "privé", "privée", "psychiatrie", "psychiatrique", "psychologique", "psychothérapique", "public", "publique", "pôle", "réadaptation", "rééducation", "régional", "régionale", "repos", "santé", "secteur", "service", "site", "soins", "spécialisé", "spécialisée", "suite", "temps", "thérapeutique", "unité", "universitaire", "urgences"]
} | {"COEUR": "cœur", "MEDICOCHIRURGICAL": "médicochirurgical"}  # fmt: skip
SPELLED_LETTERS = re.compile(r"\b(?:[A-Z]\. ?){2,}")
LOST_APOSTROPHE = re.compile(r"\b([DL]) (?=[AEIOUYHÉÈÊÎÔ])")
WORDS = re.compile(r"\w+|\W+")
PLAIN_WORDS = re.compile(r"\w+")
VOWELS = frozenset("AEIOUYÀÂÉÈÊËÎÏÔŒÙÛÜ")
ARTICLES = frozenset({"le", "la", "les", "l"})
# What people type for what the register spells out, and the reverse.
SHORT_FORMS = (
    ("centre hospitalier universitaire", "chu"),
    ("centre hospitalier intercommunal", "chi"),
    ("centre hospitalier", "ch"),
    ("groupe hospitalier", "gh"),
)
MAX_NAME, MAX_SEARCH = 160, 400


@lru_cache(maxsize=32768)
def _folded_word(word: str) -> str:
    return folded(word)


def _is_kept(word: str) -> bool:
    """Whether capitals stay: acronyms, sector codes such as 76P12, single letters, numerals."""
    return (
        len(word) == 1
        or word in ACRONYMS
        or not word.isalpha()
        or VOWELS.isdisjoint(word)
        or set(word) <= set("IVX")
    )


@lru_cache(maxsize=32768)
def _cased(word: str, first: bool) -> str:
    if word.lower() in SMALL_WORDS:
        small = "à" if word == "A" else word.lower()
        return small.capitalize() if first else small
    if word in RESPELLED:
        return RESPELLED[word]
    if _is_kept(word):
        return word
    common = COMMON.get(folded(word).upper())
    return common if common and not first else (common or word).capitalize()


def display_name(official: str, town: str = "") -> str:
    """A readable name: « CH DE TREVOUX » at Trévoux → « CH de Trévoux ».

    Names already in mixed case keep it; only spaces and apostrophes are cleaned.
    """
    name = " ".join(official.replace("'", "’").split())
    if name != name.upper():
        return name[:MAX_NAME]
    name = SPELLED_LETTERS.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", name)
    name = LOST_APOSTROPHE.sub(r"\1’", " ".join(name.split()))
    parts = WORDS.findall(name)
    cased = [_cased(part, not place) for place, part in enumerate(parts)]
    return _with_town(cased, town)[:MAX_NAME]


@lru_cache(maxsize=4096)
def _spellings(town: str) -> tuple[tuple[list[str], str], ...]:
    """The words of a town as the register writes them, and its name; with and without article."""
    words = folded(town).split()
    if not words:
        return ()
    whole = ((words, town),)
    if len(words) > 1 and words[0] in ARTICLES:
        return (*whole, (words[1:], re.sub(r"^\w+[ ’]", "", town)))
    return whole


def _with_town(parts: list[str], town: str) -> str:
    """Put the town back as the official code spells it, hyphens and accents included."""
    if not town:
        return "".join(parts)
    places = [index for index, part in enumerate(parts) if part[0].isalnum()]
    words = [_folded_word(parts[index]) for index in places]
    for wanted, spelling in _spellings(town):
        for start in range(len(words) - len(wanted) + 1):
            if words[start : start + len(wanted)] == wanted:
                first, last = places[start], places[start + len(wanted) - 1]
                return "".join((*parts[:first], spelling, *parts[last + 1 :]))
    return "".join(parts)


def searchable(text: str) -> str:
    """Folded words only: « C.H. d’Ainay (03) » → "ch d ainay 03"."""
    return " ".join(map(_folded_word, PLAIN_WORDS.findall(text.replace(".", ""))))


def search_text(*texts: str) -> str:
    """What a search reads, each word once, between spaces: a space before a word is its start."""
    words = searchable(" ".join(texts))
    for long_form, short in SHORT_FORMS:
        if long_form in words:
            words = f"{words} {short}"
    return f" {' '.join(dict.fromkeys(words.split()))} "[:MAX_SEARCH]
