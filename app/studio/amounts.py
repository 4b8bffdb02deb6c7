"""Numbers, sizes and spans of time in words, in a person's language. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit

from app.progress.times import locale_of

_UNITS = ((1e9, "digital-gigabyte"), (1e6, "digital-megabyte"), (1e3, "digital-kilobyte"))


@dataclass(frozen=True)
class Amounts:
    language: str

    def number(self, count: int) -> str:
        """12,345."""
        return format_decimal(count, locale=locale_of(self.language))

    def size(self, count: int) -> str:
        """4.2 MB."""
        scale, unit = next((each for each in _UNITS if count >= each[0]), (1, "digital-byte"))
        value = count / scale
        return format_unit(round(value, 1 if value < 100 else 0), unit, "short", locale=locale_of(self.language))

    def span(self, long: timedelta) -> str:
        """3 days."""
        return format_timedelta(long, threshold=2, locale=locale_of(self.language))
