"""Which brands are due, and with which settings: those of a folder of `brand.toml` files, found by the brand's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_fact.agency.job import Job, Outcome, file_name
from xl_fact.agency.record import digest_of
from xl_fact.brand import read_brand
from xl_fact.errors import InputError, line_of
from xl_fact.monthly import compared_months
from xl_fact.saving import workbook_suffix
from xl_fact.span import Span
from xl_fact.store.audit import months_told, parts_of
from xl_fact.store.folder import Shelf
from xl_fact.store.published import brands_of, shelf_of
from xl_fact.whose import SETTINGS, settings_of
from xl_fact.words import Lang, Words

if TYPE_CHECKING:
    from collections.abc import Mapping


_NAME: Final = re.compile(r"""^\s*name\s*=\s*(["'])(.+?)\1\s*(?:#.*)?$""", re.MULTILINE)


@dataclass(frozen=True)
class Configs:
    """A folder of settings: ``<brand>.toml`` files, or a folder of each brand with its ``brand.toml``.

    Attributes
    ----------
    files : mapping
        Brand → its file.
    usual : Path or None
        The settings of the brands that have none of their own.
    broken : mapping
        The same of files that can't be used → why: their brands fail, others go on.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    usual: Path | None = None
    broken: Mapping[str, Words] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path | None, usual: Path | None) -> Configs:
        """Read a folder: each file is the brand's that its `name` says, or, without one, its own name.

        Raises
        ------
        InputError
            There is no such folder, or no settings in it.
        """
        if usual is not None:
            read_brand(usual)
        if folder is None:
            return cls({}, usual)
        found: dict[str, Path] = {}
        broken: dict[str, Words] = {}
        for file in sorted([*folder.glob("*.toml"), *folder.glob(f"*/{SETTINGS}")]):
            own = file.parent.name if file.parent != folder else file.stem
            try:
                name = unicodedata.normalize("NFC", read_brand(file).name or own)
            except InputError as error:
                name = unicodedata.normalize("NFC", _name_in(file) or own)
                broken[name] = Words(f"{file}：{error.zh}", f"{file}: {error.en}")
            else:
                if name in found:
                    broken[name] = Words(
                        f"{file}、{found[name]}：都是“{name}”的设置，留一个",
                        f"{file} and {found[name]} are both the settings of '{name}'; keep one",
                    )
            found[name] = file
        if not found:
            raise InputError(
                f"{folder}：没有这个文件夹，或里面没有 .toml 设置",
                f"{folder}: no such folder, or no .toml settings in it",
            )
        return cls(found, usual, broken)

    def whose(self, brands: Sequence[str]) -> None:
        """See that each file that can't be used is one of these brands': it may be the settings of any other of them.

        Raises
        ------
        InputError
            One is not.
        """
        wrong = [why for name, why in self.broken.items() if name not in brands]
        if wrong:
            raise InputError("\n".join(one.zh for one in wrong), "\n".join(one.en for one in wrong))

    def of(self, brand: str) -> Path | None:
        """The settings of a brand."""
        return self.files.get(brand, self.usual)

    def notes(self, brands: Sequence[str]) -> Iterator[Words]:
        """Which brands have no settings of their own, and which settings no brand: a name may be mistyped."""
        if not self.files:
            return
        without = [brand for brand in brands if brand not in self.files]
        if without:
            usual = str(self.usual or "")
            yield Words(
                f"没有自己设置的品牌，用{usual or '默认'}：{'、'.join(without)}",
                f"Brands without settings of their own, with {usual or 'the defaults'}: {', '.join(without)}",
            )
        unused = [f"{name}（{file.name}）" for name, file in self.files.items() if name not in brands]
        if unused:
            yield Words(
                f"没有这个月事实的设置：{'、'.join(unused)}",
                f"Settings of no brand with facts of the month: {', '.join(unused)}",
            )


def _name_in(file: Path) -> str:
    """The brand's name in settings that can't be read, where its line can."""
    try:
        found = _NAME.search(file.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return ""
    return found[2] if found else ""


@dataclass(frozen=True)
class Round:
    """What is asked of every brand.

    Attributes
    ----------
    facts : Path
        The folder of facts.
    span : Span
        The month, the week or the days.
    out : Path
        The folder of the workbooks.
    """

    facts: Path
    span: Span
    out: Path
    configs: Configs
    template: Path | None
    lang: Lang | None
    force: bool

    def due(self) -> tuple[list[str], list[Outcome]]:
        """The brands that the facts hold for the span, by their parts or their books, and those whose last import was cut off.

        With them come those that are not due, though the facts hold the span before of them: each as absent.
        """
        found: list[str] = []
        absent: list[Outcome] = []
        before = set(self.span.before.months).difference(self.span.months)
        for brand in brands_of(self.facts):
            shelf = Shelf(self.facts, brand)
            if shelf.interrupted or any(parts_of(shelf, month) for month in self.span.months):
                found.append(shelf.brand)
                continue
            try:
                told = months_told(shelf)
            except InputError:  # its books can't be read, which its job will say
                found.append(shelf.brand)
                continue
            if not told.isdisjoint(self.span.months):
                found.append(shelf.brand)
            elif not before.isdisjoint(told) or any(parts_of(shelf, month) for month in before):
                absent.append(Outcome(shelf.brand, "absent", line=self._absent()))
        return found, absent

    def _absent(self) -> Words:
        """What to say of a brand that sold before."""
        before = self.span.before
        return Words(
            f"事实表里有 {before} 的数，没有 {self.span} 的；导入它的导出（真没有卖就不用管）",
            f"the facts hold {before} of it and nothing of {self.span}; import its exports (unless it sold nothing)",
        )

    def job(self, brand: str) -> Job | Outcome:
        """What is to be done for a brand; what came of it where it is finished already or can't begin."""
        out = self.out / file_name(brand, self.span.as_name, workbook_suffix(self.template))
        if brand in self.configs.broken:
            return Outcome(brand, "failed", line=self.configs.broken[brand])
        try:
            made_of = self._made_of(brand)
        except Exception as error:  # of one brand, which stops no other
            return Outcome(brand, "failed", line=line_of(error))
        job = Job(
            brand,
            str(self.span),
            self.facts,
            self.configs.of(brand),
            self.template,
            out,
            self.lang,
            self.force,
            made_of,
            Path.cwd(),
        )
        return job.finished() or job

    def _made_of(self, brand: str) -> str:
        """The digest of all that a brand's workbook is made of."""
        shelf = shelf_of(self.facts, brand)
        parts = [path for month in compared_months(self.span) for _, path in parts_of(shelf, month)]
        records = sorted({shelf.record(path.stem) for path in parts})
        settings = settings_of((), self.configs.of(brand), brand).brand
        templates = [self.template] if self.template else []
        told = (repr(settings), str(self.span), self.lang or "")
        return digest_of(told, [*parts, *records, *templates])
