"""Drivers for the terminal's devices. Each has a transport, a pure codec and an object with the device's life in it.

`devices.runtime.hub.open_device_hub` is the way in; importing it loads no driver and no third-party library.
"""
