"""The reference pages against the records, and whether what is in the project is what they give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from surfaces.lambda_book import answer, rows_of

from tools import reference
from tools.reference import BEGIN, END
from xl_fact.core.catalogue import FAMILIES, FUNCTIONS
from xl_fact.core.examples import answer_cells, call_text, shown
from xl_fact.errors import InputError
from xl_fact.surfaces import help
from xl_fact.words import LANGUAGES, Lang

LINK = re.compile(r"\]\(([^)#]+\.md)\)")


def test_the_pages_of_the_project_are_fresh() -> None:
    readmes = [ROOT / name for name in reference.READMES]
    assert not reference.stale(ROOT / reference.FOLDER, readmes), "run `make docs`"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_page_says_what_the_record_says(name: str, lang: Lang) -> None:
    function = FUNCTIONS[name]
    text = reference.page(function, lang)
    assert f"={function.syntax}" in text
    assert function.doc.summary.text(lang) in text
    for p in function.parameters:
        assert f"| `{p.name}` |" in text
        assert p.prose.text(lang).replace("|", "\\|") in text
    for example in function.examples:
        assert f"={call_text(function, example)}" in text
        for row in answer_cells(function, example):
            assert all(shown(cell) in text for cell in row)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_page_says_what_is_declared(name: str, lang: Lang) -> None:
    """Of every argument: what a blank does, its bounds and sign, its shape, its words; and of a table, one figure."""
    function = FUNCTIONS[name]
    text = reference.page(function, lang)
    for p in function.parameters:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{p.name}` |")]
        assert p.blank_text(lang) in row
        conditions = [line for line in text.splitlines() if line.startswith("- ") and f"`{p.name}`" in line]
        assert any(p.blank_text(lang) in line for line in conditions)
        for bound, sign in ((p.kind.low, "<"), (p.kind.high, ">")):
            if p.kind.reads == "number" and abs(bound) != float("inf"):
                assert any("#NUM!" in line and f"{sign} {bound:g}" in line for line in conditions)
        hint = p.kind.zh_hint if lang == "zh" else p.kind.en_hint
        assert not hint or any(hint in line for line in conditions)
        assert not p.size or f"{p.size.rows} × {p.size.columns}" in row
        for group in p.words.groups if p.words else ():
            assert any(all(word in line for word in group.words) for line in conditions)
    if function.shape == "table":
        assert "`part`" in text
        assert "=INDEX(" in text


@pytest.mark.parametrize("name", [name for name, f in FUNCTIONS.items() if f.shape == "table"])
def test_the_figure_of_a_page_is_the_one_that_part_takes(name: str) -> None:
    function = FUNCTIONS[name]
    text = reference.page(function, "zh").partition("## 只取一格")[2]
    part = re.search(r'"([^"]+)"\)\n=INDEX', text)
    figure = re.search(r"→ `([^`]*)`", text)
    assert part
    assert figure
    given = [rows_of(a) for a in function.examples[0].arguments]
    filled = [*given, *([[None]] for _ in range(len(function.own) - len(given))), [[part[1]]]]
    cells = answer(name, [*filled[: len(function.own)], [[part[1]]]])
    assert shown(cells[0][0]) == figure[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_the_shape_of_the_house(lang: Lang) -> None:
    headings = re.findall(r"^## (.+)$", reference.page(FUNCTIONS["GPM"], lang), re.MULTILINE)
    assert headings == {
        "en": "Syntax|Arguments|Returned value|Error conditions|Details|Warning|As a native formula|Examples|See also|References",
        "zh": "语法|参数|返回值|出错的情形|说明|注意|等价的原生公式|示例|另见|出处",
    }[lang].split("|")


def test_every_link_leads_to_a_page(tmp_path: Path) -> None:
    pages = reference.pages()
    for name, text in pages.items():
        for link in LINK.findall(text):
            target = (tmp_path / "docs/reference" / name).parent.joinpath(link).resolve()
            relative = target.relative_to(tmp_path.resolve() / "docs").as_posix()
            assert relative == "differences.md" or relative.removeprefix("reference/") in pages, (name, link)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_index_and_readme_name_every_function_and_family(lang: Lang) -> None:
    for text in (reference.index(lang), reference.readme_table(lang)):
        assert all(f"{name}.md" in text for name in FUNCTIONS)
        assert all((chinese if lang == "zh" else english) in text for english, chinese in FAMILIES.items())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_error_conditions_are_true(name: str) -> None:
    function = FUNCTIONS[name]
    lines = list(help.conditions(function, "en"))
    base = [rows_of(argument) for argument in function.examples[0].arguments]
    for i, p in enumerate(function.parameters[: len(base)]):
        for bound, step in ((p.kind.low, -1), (p.kind.high, 1)):
            if p.kind.reads == "number" and abs(bound) != float("inf"):
                assert any(f"`{p.name}` " in line and line.startswith("`#NUM!`") for line in lines)
                odd = [*base[i][:-1], [bound + step] * len(base[i][-1])]
                cells = answer(name, [odd if j == i else rows for j, rows in enumerate(base)])
                assert "#NUM!" in cells[-1]


# ---------------------------------------------------------------- files
def project(folder: Path) -> tuple[Path, list[Path]]:
    readmes = [folder / name for name in reference.READMES]
    for readme in readmes:
        readme.write_text(f"# x\n\n{BEGIN}\nold\n{END}\n\nend\n", "utf-8")
    return folder / "docs" / "reference", readmes


def test_written_pages_are_fresh_and_a_second_writing_changes_nothing(tmp_path: Path) -> None:
    folder, readmes = project(tmp_path)
    assert len(reference.stale(folder, readmes)) == 2 * len(FUNCTIONS) + 2 + 2
    assert len(reference.write_reference(folder, readmes)) == 2 * len(FUNCTIONS) + 2 + 2
    assert reference.stale(folder, readmes) == []
    assert reference.write_reference(folder, readmes) == []
    text = readmes[0].read_text("utf-8")
    assert text.startswith("# x\n")
    assert text.endswith("\n\nend\n")
    assert "\nold\n" not in text


@pytest.mark.parametrize("harm", ["edited", "missing", "surplus", "readme"])
def test_whatever_is_stale_is_found_and_mended(tmp_path: Path, harm: str) -> None:
    folder, readmes = project(tmp_path)
    reference.write_reference(folder, readmes)
    victim = {"surplus": folder / "en" / "GONE.md", "readme": readmes[1]}.get(harm, folder / "zh" / "GPM.md")
    if harm == "missing":
        victim.unlink()
    elif harm == "readme":
        victim.write_text(victim.read_text("utf-8").replace("GPM.md", "GPN.md", 1), "utf-8")
    else:
        victim.write_text("something else", "utf-8")
    assert reference.stale(folder, readmes) == [victim]
    assert reference.write_reference(folder, readmes) == [victim]
    assert reference.stale(folder, readmes) == []


def test_a_readme_without_markers_is_refused() -> None:
    with pytest.raises(InputError, match="没有标记"):
        reference.with_table("# x\n", "zh")


def test_the_check_speaks_and_exits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert reference.main(["--check"]) == 1
    assert "stale: docs/reference/zh/GPM.md" in capsys.readouterr().out
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0


# ---------------------------------------------------------------- terminal
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_every_function(lang: Lang) -> None:
    lines = help.render_list(lang)
    assert all(any(line.split()[:1] == [name] for line in lines) for name in FUNCTIONS)
    assert not [line for line in lines if "\n" in line]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_help_of_a_function_has_its_arguments_and_examples(name: str, lang: Lang) -> None:
    function = FUNCTIONS[name]
    text = "\n".join(help.render_page(name, lang))
    assert f"={function.syntax}" in text
    assert all(p.prose.text(lang) in text for p in function.parameters)
    assert all(f"={call_text(function, example)}" in text for example in function.examples)
    assert "`" not in text.partition(help.RETURNED.text(lang))[2]


@pytest.mark.parametrize(
    "said",
    [
        "GPM",
        "gpm",
        " Gpm ",
        "=GPM(A1,B1)",
        "千次播放成交额",
        "XLFACT.GPM",
        "=xlfact.gpm(A1)",
        "xl_fact.gpm",
        "ＧＰＭ",
        "＝ＧＰＭ（Ａ１）",
    ],
)
def test_a_function_is_found_however_it_is_said(said: str) -> None:
    assert help.find(said) is FUNCTIONS["GPM"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [f.name for f in FUNCTIONS.values() if f.shape == "table"])
def test_what_a_part_is_said_to_take_the_table_has(name: str, lang: Lang) -> None:
    function = FUNCTIONS[name]
    (prose,) = [p.prose.text(lang) for p in function.parameters if p.name == "part"]
    named = re.findall("如“(.+?)”" if lang == "zh" else r'\("(.+?)"\)', prose)
    assert named
    own = dict(zip((p.name for p in function.own), function.examples[0].arguments, strict=False))
    for part in named:
        column = function(**own, part=part)
        assert len(column) == 1 or "/" not in part


def test_an_unknown_function_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as told:
        help.render_page("POOLED_GMP", "en")
    assert (
        told.value.text("en")
        == "no function POOLED_GMP. Did you mean POOLED_GPM or POOLED_ROI or POOLED_RATE?"
    )
    assert told.value.text("zh").endswith("是不是 POOLED_GPM、POOLED_ROI、POOLED_RATE？")
    with pytest.raises(InputError, match="xl-fact functions 列出全部"):
        help.find("xyzzy")
