"""The live stream: tells open pages the names of fresh facts, never their content.

A process of its own holds the streams (``process``), so that a thousand open pages neither take
from the pages that are being answered nor wait for them. It learns what was committed
(``commits``), sends the kinds of the facts to every page of that centre (``hub``), and gets its
connections from the process that answers pages (``front``), which knows a stream by its address.
"""
