"""The bank's file or server: connections, transactions, schema, dialects."""
