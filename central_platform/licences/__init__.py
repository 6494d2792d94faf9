"""The licence library, the copies printed of it, and the serial numbers of those."""
