"""Outside judges: engines and validators that know nothing of our code.

office      LibreOffice: recalculates a workbook, renders it to PDF and PNG
typist      LibreOffice with somebody at the keyboard: formulas typed into cells, add-ins installed
validator   Microsoft's Open XML SDK: is this a valid .xlsx
lint        what the validator lets pass and Excel would repair or show as #NAME?
com         xlwings' own COM server, unmodified, over stand-ins for pywin32: what Excel would call
readers     pandas and SheetJS: what a reader that never recalculates sees

Each can be asked from a shell too, in the folder tests: ``python -m oracles.lint report.xlsx``.
"""
