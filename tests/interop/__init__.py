"""Show that real programs read what radrefs writes: `make interop`.

One adapter a program (`programs/`) gives what arrived as plain facts; `facts.py` says what
each format can hold; `exceptions.toml` lists, with its cause, each fact that arrives otherwise.
"""
