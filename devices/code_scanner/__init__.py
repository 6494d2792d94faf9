"""Scanners of QR codes and bar codes: `codec` and `scanner`."""
