"""What a file says of itself, held against what was read of it."""
