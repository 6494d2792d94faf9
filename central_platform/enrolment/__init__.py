"""Enrolment: a pairing code for a terminal's name and the platform's keys."""
