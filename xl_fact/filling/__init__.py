"""A report put into a workbook: where each name and table of a template lies, and what goes there."""
