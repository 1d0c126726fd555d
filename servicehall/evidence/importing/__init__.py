"""Event logs of other systems, read through a mapping and written into the record once."""
