"""Names of people: how they are compared, what they are unique by, which of them could be mistaken for another.

Pure functions of a text within `FOLD_LIMIT`; whoever takes a text in checks its length first.
"""
