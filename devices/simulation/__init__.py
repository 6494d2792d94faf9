"""What simulated devices share: `process` is the handle of one, `event_loop` its inside, `serial_port` a pty, `network_namespace`.

A simulator is ``devices/<folder>/simulator.py``, a process that speaks the device's real wire, with faults on demand. It prints one
JSON line when it is ready, takes commands as JSON lines on stdin and tells what happens as JSON lines on stdout, and ends when its
stdin ends.
"""
