"""What stands in the header of a bank's file; known without a database."""

APPLICATION_ID = 0x51424E4B
"""'QBNK' in the file's header: what tells a bank from any other SQLite file."""
