"""The HTTP door: one file per noun, each resource parsing a request, calling one action and shaping the answer.

`routes` is the table of contents.
"""
