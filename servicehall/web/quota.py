"""Files that are sent here are held in memory, and no more of a request than any page takes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile

from servicehall.cases.sniffing import MOST_BYTES


class MemoryWithinQuota(MemoryFileUploadHandler):
    """Drops a file once the request holds more than any page takes, and marks the request.

    The rest of it is read and thrown away: nothing of it reaches a disk.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Hold every file in memory, whatever the length that the request claims."""
        self.activated = True
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece of a file, unless that makes it too large."""
        self._taken += len(raw_data)
        if self._taken > MOST_BYTES:
            if self.request is not None:
                self.request.META["servicehall.too_large"] = True
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)
