"""A citizen's search over what a hall offers: forgives spelling, knows other words; pure.

It works in Korean, Chinese and English at once, whatever language the reader has chosen: each
stretch of a script is looked for in the texts of that script.
"""

from servicehall.catalogue.search.index import By, Entry, Index, Match

__all__ = ("By", "Entry", "Index", "Match")
