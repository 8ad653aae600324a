"""A file becomes tables of cells: guarded before it is parsed, parsed in a child process, in blocks."""
