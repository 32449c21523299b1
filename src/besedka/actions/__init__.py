"""What a user can do, one module per noun.

An action takes a `Transaction` first and awaits nothing but it: it loads by `besedka.access`, writes by
`besedka.store`, and announces what has to be told. Where slow work has to happen between two transactions (hashing a
password, storing a picture) a small class holds the ports it needs and is the only one to know the order.
"""
