"""The ground floor: rules, words and the resident's session. Imports no other folder, no Qt, no SQL, no serial port."""

VERSION = "0.1.0"
