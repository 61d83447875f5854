"""The cities of the world's time zones, and the countries they stand for, in both languages.

Names are those of Unicode's CLDR, zones those of IANA. A pack's own places come first: what they name is theirs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from zoneinfo import available_timezones

from knowledge.facts import Aliases, Place
from knowledge.language import Text
from knowledge.text import CJK, fold

# Names that are everyday words.
_EVERYDAY = frozenset(
    (
        *("center", "beulah", "knox", "nome", "easter", "wake", "midway", "male", "mahe", "truk", "troll", "resolute"),
        *("jersey", "reunion", "中国", "中心", "unknown", "未知"),
    )
)
# The organiser's own country, whose places a pack names itself; stations where nobody lives, with names like 昭和.
_NOT_SOUGHT = frozenset({"CN", "HK", "MO", "TW", "AQ", "UM"})
# Unions and groups that Unicode's CLDR keeps among the countries.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "TA"})
# Countries of several zones stand under that of their capital.
_CAPITALS = {
    "CD": "Africa/Kinshasa", "CY": "Asia/Nicosia", "EC": "America/Guayaquil", "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk", "KI": "Pacific/Tarawa", "MH": "Pacific/Majuro", "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby", "PS": "Asia/Hebron",
}  # fmt: skip


def places_beside(own: Sequence[Place]) -> tuple[Place, ...]:
    """The places of the world that a pack's own do not name; no name twice."""
    taken = {fold(name) for place in own for name in _names(place)}
    ids = {place.id for place in own}
    found = []
    for place in _world():
        zh = [name for name in (place.name.zh, *place.aliases.zh) if fold(name) not in taken]
        en = [name for name in (place.name.en, *place.aliases.en) if fold(name) not in taken]
        if not zh or not en or place.id in ids:
            continue
        taken.update(map(fold, (*zh, *en)))
        aliases = Aliases(zh=tuple(zh[1:]), en=tuple(en[1:]))
        found.append(Place(id=place.id, zone=place.zone, name=Text(zh=zh[0], en=en[0]), aliases=aliases))
    return tuple(found)


def _names(place: Place) -> Iterator[str]:
    yield from (place.name.zh, place.name.en, *place.aliases.zh, *place.aliases.en)


@cache
def _world() -> tuple[Place, ...]:
    """One place for each zone that has a city with a name in both languages."""
    from babel import Locale  # loaded only when a pack is read anew
    from babel.core import get_global

    zh, en = Locale.parse("zh"), Locale.parse("en")
    country_of = get_global("zone_territories")
    zones_of = get_global("territory_zones")
    places = []
    known = available_timezones()
    for zone, country in sorted(country_of.items()):
        if zone not in known or country in _NOT_SOUGHT:
            continue
        city_zh = zh.time_zones.get(zone, {}).get("city")
        city_en = en.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        stands_for_country = len(zones_of.get(country, ())) == 1 or _CAPITALS.get(country) == zone
        names_zh = [city_zh] + ([zh.territories.get(country)] if stands_for_country else [])
        names_en = [city_en, _plain(city_en)] + ([en.territories.get(country)] if stands_for_country else [])
        usable_zh = list(dict.fromkeys(name for name in names_zh if name and _usable(name)))
        usable_en = list(dict.fromkeys(name for name in names_en if name and _usable(name)))
        if usable_zh and usable_en:
            places.append(
                Place(
                    id=re.sub(r"[^a-z0-9]+", "-", zone.lower()).strip("-"),
                    zone=zone,
                    name=Text(zh=usable_zh[0], en=usable_en[0]),
                    aliases=Aliases(zh=tuple(usable_zh[1:]), en=tuple(usable_en[1:])),
                )
            )
    return tuple(places)


def _plain(name: str) -> str:
    """A name without its accents, as most keyboards give it."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def _usable(name: str) -> bool:
    """Whether a name can be found in a message without being taken for something else."""
    long_enough = len(name) >= 2 if CJK.search(name) else len(name) >= 4
    return long_enough and fold(name) not in _EVERYDAY and not re.search(r"[(（,，]", name)


def country_of(zone: str) -> str | None:
    """The country a zone belongs to, as a two-letter code; None for zones of no country, such as UTC.

    Hong Kong, Macao and Taiwan are told as China: with the mainland they are regions of one country.
    """
    from babel.core import get_global

    code = get_global("zone_territories").get(zone)
    if code == "001":  # the world: UTC and its like
        return None
    return "CN" if code in ("HK", "MO", "TW") else code


@cache
def country_names() -> dict[str, str]:
    """Names of the world's countries in both languages, folded, each with its ISO code."""
    from babel import Locale

    names: dict[str, str] = {}
    for language in ("zh", "en"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                names |= {fold(form): code for form in (name, _plain(name)) if _usable(form)}
    return names
