"""qbank: the command-line home of every exam question a person owns."""

__version__ = "0.1.0"
