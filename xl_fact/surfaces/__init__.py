"""One file for each place where a function appears; each renders records and computes nothing."""
