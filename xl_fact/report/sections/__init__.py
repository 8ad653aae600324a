"""The sheets of the report, one file each: what stands on it, and what every figure is computed from."""
