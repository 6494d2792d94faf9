"""The ledger, which may lose nothing: messages that wait, prints, serial numbers, the audit log, and the licence vault."""
