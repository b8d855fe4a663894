"""Build packs that differ from Tai'an's in one place, for tests only."""

import shutil
from pathlib import Path

from jiuzhu.policy.packs import ROOT, Pack, read_pack


def changed_folder(tmp_path: Path, file: str, *changes: tuple[str, str]) -> Path:
    """Copy Tai'an's pack and replace texts in one of its files."""
    folder = tmp_path / "pack"
    if not folder.exists():
        shutil.copytree(ROOT / "taian", folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{file} does not hold {old}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return folder


def changed_pack(tmp_path: Path, file: str, *changes: tuple[str, str]) -> Pack:
    """Read such a copy."""
    return read_pack(changed_folder(tmp_path, file, *changes))
