"""What the formulas of a workbook come to, asked of a spreadsheet engine in a process of its own."""
