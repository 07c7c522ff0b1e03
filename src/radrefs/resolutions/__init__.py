"""What became of each entry, a person's decision above it, and the file that keeps both.

resolution   what became of one entry (`Resolution`), and as it is stored
overrides    a person's decisions: DOIs accepted or rejected, fields corrected
corrections  what a person types for a field, and what it means
store        resolution files, written and read back;  schema  their form
"""
