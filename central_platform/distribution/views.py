"""GET /catalogue/…: the online repository's files as they lie on the disk. Any static server could do the same."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from central_platform.distribution import policy

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")
_FOLDERS = ("metadata", "targets")
_KINDS = {".json": "application/json", ".xz": "application/x-xz"}


@require_safe
def catalogue_file(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """One file of the online repository, with ETag, HEAD, and "the rest from here" of a Range (RFC 9110, 14).

    Args:
        folder: ``metadata`` or ``targets``; other folders have no files.
        name: of the file; a name that could lead out of the folder is none.
    """
    path = _path(folder, name)
    if path is None or not path.is_file():
        return HttpResponse("no such file\n", status=404, content_type="text/plain")
    about = path.stat()
    # Files are replaced whole, never written in place.
    etag = f'"{about.st_mtime_ns:x}-{about.st_size:x}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache" if name == "timestamp.json" else "public, max-age=86400"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    kind = _KINDS.get(path.suffix, "application/gzip")
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers={**headers, "Content-Length": str(about.st_size)})
    file = path.open("rb")
    begin = _begin_of(request.headers.get("Range", ""))
    if not begin:
        return FileResponse(file, content_type=kind, headers=headers)
    size = os.fstat(file.fileno()).st_size
    if begin >= size:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(begin)
    headers["Content-Range"] = f"bytes {begin}-{size - 1}/{size}"
    return FileResponse(file, status=206, content_type=kind, headers=headers)


def _begin_of(asked: str) -> int:
    """Of "the rest from here", which is all that a terminal asks for. Other ranges may be ignored (RFC 9110, 14.2), and are."""
    found = re.fullmatch(r"bytes=(\d{1,15})-", asked)
    return int(found[1]) if found else 0


def _path(folder: str, name: str) -> Path | None:
    if folder not in _FOLDERS or not _NAME.fullmatch(name):
        return None
    return policy.catalogue_folder() / folder / name
