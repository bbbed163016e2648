"""Compiles the protos before any build; stubs lie beside their .proto and are ignored by git."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PROTOS = ROOT / "protos"


def compile_protos() -> None:
    """Write the stubs of every .proto. protoc runs as a process of its own: grpc_tools and ortools abort together."""
    site_packages = sysconfig.get_paths()["purelib"]
    plugin = shutil.which("protoc-gen-mypy_grpc", path=str(Path(sys.executable).parent)) or "protoc-gen-mypy_grpc"
    subprocess.run(
        [
            *(sys.executable, "-m", "grpc_tools.protoc"),
            *(f"-I{PROTOS}", f"-I{site_packages}", f"--plugin=protoc-gen-mypy_grpc={plugin}"),
            *(f"--python_out={PROTOS}", f"--pyi_out={PROTOS}", f"--grpc_python_out={PROTOS}"),
            f"--mypy_grpc_out={PROTOS}",
            *sorted(str(proto) for proto in PROTOS.rglob("*.proto")),
        ],
        check=True,
    )


class CompileProtos(BuildHookInterface[Any]):
    """Called by hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_protos()
        build_data["artifacts"] += ["/protos/**/*_pb2*.py", "/protos/**/*_pb2*.pyi"]


if __name__ == "__main__":
    compile_protos()
