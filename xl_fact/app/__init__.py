"""A local page that does the monthly job without a terminal: `xl-fact app`.

::

    serve     a server on the loopback, with a key in its address; what it leaves is nothing
    door      who is let in: host, origin, key, sizes; what every answer carries
    names     the name of an upload: a label, checked before anything bears it
    desk      one tab: its files, its job, what came of it
    worker    the process that does the jobs of a tab; it may be ended at any time
    work      what that process does: it calls what the command line calls
    preview   a report as plain data: the workbook's own model, shown once more
    settings  `brand.toml` as a form
    sheet     the page of functions
    pages     the pages, put together
    shortcut  an icon that starts it

The server reads no export itself and imports nothing heavy; files are looked at in the worker, behind the guard.
"""
