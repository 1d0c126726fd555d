"""The record in the forms that other systems read: one module a form.

Personal fields are kept apart from the facts and never leave with them.
"""
