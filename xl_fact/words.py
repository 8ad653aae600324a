"""One text in both languages, declared beside what it names."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Lang = Literal["zh", "en"]


class Words(NamedTuple):
    """The same words twice."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        """The words in one language."""
        return self.en if lang == "en" else self.zh


NO_WORDS: Final = Words("", "")
