"""The catalogue as a file: read strictly, compared with what is in force, written."""
