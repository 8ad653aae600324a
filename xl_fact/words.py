"""One text in two languages, declared beside what it names: the only place that chooses between them.

A third language is chosen here: `Lang` gains its name, `say` and `Words` its words.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeVar, get_args

Lang = Literal["zh", "en"]
_T = TypeVar("_T")
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)


class Words(NamedTuple):
    """The same words twice."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The words in one language."""
        return say(lang, self.zh, self.en)


NO_WORDS: Final = Words("", "")


def say(lang: str, zh: _T, en: _T) -> _T:
    """One of two texts (or lists of texts), by the language.

    Examples
    --------
    >>> say("zh", "成交", "sales"), say("en", "成交", "sales")
    ('成交', 'sales')
    """
    return zh if lang == "zh" else en
