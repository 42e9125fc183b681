"""A build hook of hatchling: the busiest modules as C extensions, beside their sources.

mypyc compiles the same typed Python that runs without it; in a copy, so that no extension stays
in the source tree, where an older one would be imported instead of what somebody just wrote.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = ("ledger/nguon_ledger", "schemas/nguon_schemas")


class CompiledWheel(BuildHookInterface):  # type: ignore[type-arg] # its configuration is not ours
    """Compiles the configured ``modules`` (patterns within the packages)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Add the extensions to what is built."""
        self._folder = Path(tempfile.mkdtemp(prefix="nguon-compiled-"))
        for package in map(Path, PACKAGES):
            shutil.copytree(Path(self.root) / package, self._folder / package.name)
        self._compile()
        for extension in self._folder.rglob("*.so"):
            name = extension.relative_to(self._folder)
            if name.parts[0] != "build":  # where the compiler leaves its own copy
                build_data["force_include"][str(extension)] = str(name)
        build_data["infer_tag"] = True
        build_data["pure_python"] = False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the copy."""
        shutil.rmtree(self._folder)

    def _compile(self) -> None:
        modules = _modules(self._folder, self.config)
        done = subprocess.run(  # noqa: S603 (names of our own modules)
            [sys.executable, "-m", "mypyc", *modules],
            cwd=self._folder,
            env=os.environ | {"MYPYC_OPT_LEVEL": "3", "MYPYC_DEBUG_LEVEL": "0"},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            shutil.rmtree(self._folder)
            raise RuntimeError(f"mypyc cannot compile:\n{done.stdout[-4000:]}")


def _modules(folder: Path, settings: dict[str, Any]) -> list[str]:
    """Return the files in a folder of packages that ``modules`` names and ``left-out`` does not."""
    found = {path for pattern in settings["modules"] for path in folder.glob(pattern)}
    found -= {folder / name for name in settings["left-out"]}
    return sorted(str(path.relative_to(folder)) for path in found if path.name != "__init__.py")
