"""Devices that are not there: processes that speak the real wire protocols, with faults on demand.

Each is started as ``python -m devices.simulated.<name>``, prints one JSON line when it is ready, takes commands as JSON
lines on stdin and tells what happens as JSON lines on stdout, and ends when its stdin ends. `process` is the handle.
"""
