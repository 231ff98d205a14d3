"""The forms in which the files of a commit may be had."""

from __future__ import annotations

from enum import Enum


class Format(Enum):
    TAR = "tar"
    TAR_GZ = "tar.gz"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.TAR: "application/x-tar",
    Format.TAR_GZ: "application/gzip",
    Format.ZIP: "application/zip",
}
