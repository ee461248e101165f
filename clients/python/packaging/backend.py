"""Builds the wheel of this package with the standard library alone (PEP 517).

pip downloads a build backend such as setuptools before it installs a folder. On a machine without a
network that fails, so this package brings its own.
"""

from __future__ import annotations

import base64
import hashlib
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = PROJECT["name"].replace("-", "_")
STEM = f"{NAME}-{PROJECT['version']}"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    sources = {
        path.relative_to(ROOT / "src").as_posix(): path.read_bytes()
        for path in sorted((ROOT / "src").rglob("*"))
        if path.suffix in (".py", ".typed")
    }
    return _write_wheel(wheel_directory, sources)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return _write_wheel(wheel_directory, {f"{NAME}.pth": f"{ROOT / 'src'}\n".encode()})


def build_sdist(sdist_directory, config_settings=None):
    filename = f"{STEM}.tar.gz"
    with tarfile.open(Path(sdist_directory) / filename, "w:gz") as archive:
        for part in ("pyproject.toml", "README.md", "packaging/backend.py", "src/apron"):
            archive.add(ROOT / part, f"{STEM}/{part}", filter=_without_caches)
    return filename


def _without_caches(entry):
    return None if "__pycache__" in entry.name else entry


def _write_wheel(wheel_directory, files):
    filename = f"{STEM}-py3-none-any.whl"
    files = {
        **files,
        f"{STEM}.dist-info/METADATA": _metadata().encode(),
        f"{STEM}.dist-info/WHEEL": (
            b"Wheel-Version: 1.0\nGenerator: apron\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = f"{STEM}.dist-info/RECORD"
    lines = [f"{path},sha256={_digest(data)},{len(data)}" for path, data in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    with zipfile.ZipFile(Path(wheel_directory) / filename, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
    return filename


def _metadata():
    return (
        f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {PROJECT['version']}\n"
        f"Summary: {PROJECT['description']}\nLicense: {PROJECT['license']['text']}\n"
        f"Requires-Python: {PROJECT['requires-python']}\n"
    )


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
