"""What filling a person's own workbook takes beyond filling the house template."""
