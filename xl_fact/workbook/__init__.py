"""A person's workbook, edited: what isn't touched stays as it is, byte for byte. Knows no report, no colour, no month."""
