"""What the tables cost a command that works on a file."""

import subprocess
import sys


def test_the_tables_load_no_servers_dialect() -> None:
    program = "import sys, qbank.models; print('sqlalchemy.dialects.postgresql' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
