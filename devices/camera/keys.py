"""The key of the configuration that says which camera it is."""

from __future__ import annotations

from kiosk.configuration import Key

_CAMERA = '"auto", the path of a camera, as "/dev/v4l/by-id/...", or "folder:/path" with pictures in it'


def camera_address() -> Key:
    """See `devices.camera.frame_source`."""
    return Key("address", _CAMERA, _is_camera, "auto")


def _is_camera(value: object) -> bool:
    if not isinstance(value, str):
        return False
    path, _, rate = value.partition("?rate=")
    good_rate = rate == "" or (rate.isascii() and rate.isdigit() and 1 <= int(rate) <= 60)
    return value == "auto" or (path.startswith(("/", "folder:/")) and good_rate)
