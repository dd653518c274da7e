"""Pure values: the question document, its types and their rules. Standard library and msgspec only."""
