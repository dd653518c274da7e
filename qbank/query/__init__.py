"""The query language: the words a person types, read into a tree; no bank, no terminal."""
