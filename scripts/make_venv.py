"""Make the virtual environment, or say in one line what the machine lacks."""

import subprocess
import sys
import venv
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (this file says so to older ones)
    sys.exit(f"Nguon needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

folder = Path(sys.argv[1])
try:
    venv.create(folder, with_pip=True, clear=True)
except (subprocess.CalledProcessError, ImportError):
    sys.exit("Python cannot make virtual environments here. On Debian: apt install python3-venv")
# Dependency groups (PEP 735) need pip 25.1.
pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--upgrade", "pip>=25.1"]
sys.exit(subprocess.run(pip, check=False).returncode)  # noqa: S603
