"""Keep what became of each entry: the decision, a person's decision above it, and the file.

resolution   what became of one entry (`Resolution`), and as it is stored
corrections  fields that a person corrected
overrides    DOIs that a person accepted or rejected
store        resolution files, written and read back
"""
