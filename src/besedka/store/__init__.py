"""All SQL of the program, one module per noun.

Statements are constants, written in the subset that SQLite and PostgreSQL share, each with the index that serves it; a
test reads the query plan of every one. Functions are named by what the statement does: `find_*`, `list_*`, `insert_*`,
`update_*`, `delete_*`. Nothing here checks permissions: that is `besedka.access`.
"""
