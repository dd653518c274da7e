"""Whether a command's change may have been made: what a person is told who stops it must be true."""

_changing = False


def begin() -> None:
    """Say that a command begins, which has changed nothing."""
    global _changing
    _changing = False


def settle() -> None:
    """Say that a change is being made for good: from here on it may be there, whatever happens."""
    global _changing
    _changing = True


def may_have_changed() -> bool:
    """Tell whether the command has begun to make a change for good."""
    return _changing
