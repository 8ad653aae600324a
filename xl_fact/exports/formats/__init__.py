"""What an export looks like and what its columns mean: each format is one TOML file of this folder."""
