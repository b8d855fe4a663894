"""Find the fonts of official paper: the wheel's, the office's own folder, Debian's rare ones."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
import typst

FONT_DIR_VARIABLE: Final = "JIUZHU_FONT_DIR"
RARE_FONTS_DIR: Final = Path("/usr/share/fonts/truetype/hanazono")

LICENSED_BODY: Final = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋")
LICENSED_TITLE: Final = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK")
RARE: Final = ("HanaMinA", "HanaMinB")
SERIF: Final = "Noto Serif SC"
SANS: Final = "Noto Sans SC"


@dataclass(frozen=True, slots=True)
class FontBook:
    """Hold the scanned fonts and the families to ask for, in order of preference."""

    fonts: typst.Fonts
    body: tuple[str, ...]
    title: tuple[str, ...]
    sans: tuple[str, ...]


def font_folders(office_folder: Path | None, rare_folder: Path | None) -> tuple[Path, ...]:
    """Return the folders that exist; the wheel's is always the first."""
    wheel = pylopdf_fonts_zh_cn.serif_path().parent
    others = (folder for folder in (office_folder, rare_folder) if folder and folder.is_dir())
    return (wheel, *others)


def office_font_folder() -> Path | None:
    """Return the folder the office named by JIUZHU_FONT_DIR, if it named one."""
    named = os.environ.get(FONT_DIR_VARIABLE, "")
    return Path(named) if named else None


def read_fonts(
    office_folder: Path | None = None, rare_folder: Path | None = RARE_FONTS_DIR
) -> FontBook:
    """Scan the folders once; system fonts never take part, so output stays reproducible."""
    folders = [str(folder) for folder in font_folders(office_folder, rare_folder)]
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    present = set(fonts.families())
    rare = tuple(family for family in RARE if family in present)
    body = tuple(family for family in LICENSED_BODY if family in present)
    title = tuple(family for family in LICENSED_TITLE if family in present)
    return FontBook(
        fonts=fonts,
        body=(*body, SERIF, *rare),
        title=(*title, SERIF, *rare),
        sans=(SANS, SERIF, *rare),
    )
