"""The spreadsheet toolkit of content commerce."""
