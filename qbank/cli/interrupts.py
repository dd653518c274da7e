"""How a signal ends a command; apart, so that the process's edge knows it without the event loop."""


class Interrupted(BaseException):
    """A signal ended the command; the transaction was undone."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
