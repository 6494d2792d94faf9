"""How bytes reach a device: `serial_port`, `tcp`, `printer_file`; `discovery` finds the port that it hangs on."""
