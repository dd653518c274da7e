"""Completion in shells: what may stand at the cursor, told without Typer and without a database's library."""
