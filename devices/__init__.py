"""The terminal's devices, a folder each, and what they share. `registry` lists them, `runtime` runs them; docs/devices.md tells how
a device is made up and how to add one.

Importing what is declared loads no driver and no third-party library.
"""
