"""Sealing: what makes the record prove that nothing was changed, inserted or dropped."""
