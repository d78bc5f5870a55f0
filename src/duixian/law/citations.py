"""Where a rule stands: instrument, version and article. Article numbers drift: none is written without its version."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How well a legal value is known."""

    READ = "V"  # read in the full primary text
    EXCERPT = "W"  # read only in an excerpt or a secondary text
    RECALLED = "R"  # recalled, not verified
    DISPUTED = "X"  # sources conflict or none was found: a parameter


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of one version of an instrument. `version` is the day that version came into force, ISO."""

    instrument: str
    version: str
    article: str

    def __str__(self) -> str:
        return f"{self.instrument}{self.article}"

    def as_json(self) -> dict[str, str]:
        """Stable keys for `--json` output and the API."""
        return {"instrument": self.instrument, "version": self.version, "article": self.article}


_VERSIONS = (date(2017, 7, 1), date(2022, 1, 1), date(2024, 1, 1))
"""In force: the 2017, 2021 and 2023 texts of 民事诉讼法. Earlier texts are not mapped."""


def civil_procedure_law(article: int, *, on: date) -> Citation:
    """Article `article` of 民事诉讼法, numbered as in the text in force since 2024-01-01, under its number `on` a day.

    Enforcement part: 2017→2021 +7 (2017: 224–258), 2021→2023 +4 (2021: 231 onwards). Chapter on coercive measures:
    2017→2021 +3 (2017: 109–117), 2021→2023 unchanged. Days before 2017-07-01 are cited by the 2017 text.
    Raises `ValueError` for an article whose drift is not known.
    """
    if 235 <= article <= 269:
        to_2021, to_2017 = 4, 7
    elif 112 <= article <= 120:
        to_2021, to_2017 = 0, 3
    else:
        raise ValueError(f"the drift of article {article} is not known")
    if on >= _VERSIONS[2]:
        number, version = article, _VERSIONS[2]
    elif on >= _VERSIONS[1]:
        number, version = article - to_2021, _VERSIONS[1]
    else:
        number, version = article - to_2021 - to_2017, _VERSIONS[0]
    return Citation("《民事诉讼法》", version.isoformat(), f"第{number}条")


def law_article_for_double_interest(on: date) -> Citation:
    """The article that orders doubled interest for delay, as numbered on the day `on`: 253, 260 or 264."""
    return civil_procedure_law(264, on=on)
