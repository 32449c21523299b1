"""The HTTP door. `routes` is the table of contents; `resources` holds one file per noun, each parsing a request, calling
one action and shaping the answer; `middleware` is what every request passes; the rest is plumbing that they share.
"""
