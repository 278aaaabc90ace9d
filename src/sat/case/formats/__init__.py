"""File formats of other programs, from bytes to plain records and back; nothing touches a disk."""
