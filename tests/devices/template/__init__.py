"""The smallest device that there can be, to begin a new one with: a lamp that says whether the terminal is free.

`tests/devices/test_template.py` puts it into a copy of the checkout as ``devices/status_lamp`` and adds its two lines: its name in
`kiosk.ports.devices.Device`, and itself in `devices.registry`.
"""
