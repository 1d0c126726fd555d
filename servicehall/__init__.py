"""Runs a city service hall by its written service standard."""
