"""The functions as names of a workbook: in every report, and in whatever workbook they are put into."""

from __future__ import annotations

from xl_fact.surfaces import lambdas
from xl_fact.workbook.calculated_later import put_behind
from xl_fact.workbook.package import Package
from xl_fact.workbook.plan import Plan
from xl_fact.workbook.xml import add, child, remove, text_of


def make_ready() -> None:
    """Write the definitions now, which `add_names` needs."""
    lambdas.definitions()


def add_names(package: Package) -> None:
    """Put every function into a workbook as a named LAMBDA.

    A name of ours that holds an older LAMBDA is replaced; a name that holds anything else is the
    user's and stays.

    Parameters
    ----------
    package : Package
        The workbook; only its workbook part changes.
    """
    ours = {d.name.upper(): d for d in lambdas.definitions()}
    with package.edit(Plan.of(package).workbook) as root:
        names = child(root, "definedNames")
        if names is None:
            names = put_behind(root, "definedNames", ("sheets", "functionGroups", "externalReferences"))
        taken = set()
        for one in list(names.iterchildren("*")):
            name = one.get("name", "").upper()
            if "localSheetId" in one.attrib:
                continue
            if name in ours and text_of(one).startswith("_xlfn.LAMBDA("):
                remove(one)
            else:
                taken.add(name)
        for name, definition in sorted(ours.items()):
            if name not in taken:
                said = {"name": definition.name, "comment": definition.comment}
                add(names, "definedName", definition.refers_to, **said)
