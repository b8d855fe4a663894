"""Check the machine: Python, locked packages, fonts, browser, disk, file rights."""

import importlib.metadata
import importlib.util
import re
import shutil
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jiuzhu.infra.place import place
from jiuzhu.infra.trace.witness import SETTING, can_be_written, weakness, witness_file
from jiuzhu.interfaces.cli.finding import Finding, fault, good, reminder
from jiuzhu.interfaces.cli.project import PROJECT
from jiuzhu.interfaces.cli.workplace import state_dir
from jiuzhu.policy.packs import Pack, load_pack
from jiuzhu.policy.standing import unchecked_wordings

GIGABYTE = 1_000_000_000
DISK_FAULT = GIGABYTE // 5
DISK_REMINDER = 2 * GIGABYTE
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(.*)$", re.MULTILINE)
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
PRIVATE = (
    *("postgres/*.json", "run/*.json", "keys.json", "secret_key"),
    *("departments/keys.json", "demo/accounts.json"),
)
RARE_FONTS = Path("/usr/share/fonts")


def examine() -> Iterator[Finding]:
    """Run every check of the machine."""
    yield python_version(sys.version_info[:3])
    yield locked_packages(PROJECT / "requirements.lock")
    yield document_font()
    yield rare_font(RARE_FONTS)
    yield browser()
    yield disk(shutil.disk_usage(_existing(state_dir())).free)
    yield file_rights(state_dir())
    yield witness(state_dir())
    yield wordings_checked(load_pack(place()))


def python_version(version: tuple[int, ...]) -> Finding:
    """Check the interpreter against the floor."""
    text = ".".join(map(str, version))
    if version >= (3, 11):
        return good("python", "Python", text)
    cure = "安装 Python 3.11 以上：apt-get install python3 python3-venv"
    return fault("python", "Python", f"{text}，低于 3.11", cure)


def locked_packages(lock: Path) -> Finding:
    """Compare what is installed with the lock, package by package."""
    wanted = LOCKED.findall(lock.read_text("utf-8"))
    wrong = [
        f"{name}=={version}"
        for name, version, rest in wanted
        if ";" not in rest and _installed(name) != version
    ]
    if not wrong:
        return good("lock", "锁定的组件", f"{len(wanted)} 个，版本一致")
    shown = "、".join(wrong[:5])
    cure = f"删除 {PROJECT / '.venv'} 后再运行 ./jiuzhu，会按锁重新安装"
    return fault("lock", "锁定的组件", f"{len(wrong)} 个缺失或版本不符：{shown}", cure)


def document_font() -> Finding:
    """Check the font of the official papers."""
    if importlib.util.find_spec(FONT_PACKAGE):
        return good("font", "文书字体", "思源宋体、黑体（随组件安装）")
    cure = f"删除 {PROJECT / '.venv'} 后再运行 ./jiuzhu，会按锁重新安装"
    return fault("font", "文书字体", "没有安装，文书无法生成", cure)


def rare_font(folder: Path) -> Finding:
    """Check the font for rare characters in names."""
    if any(folder.rglob("Hana*")):
        return good("rare_font", "生僻字字体", "花园明朝体")
    cure = "apt-get install fonts-hanazono"
    return reminder("rare_font", "生僻字字体", "没有安装，扩展 B 区以后的姓名用字印不出", cure)


def browser() -> Finding:
    """Check the browser, which only the browser tests need."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return good("browser", "浏览器（检验用）", found)
    cure = "apt-get install chromium poppler-utils"
    return reminder("browser", "浏览器（检验用）", "没有 chromium，浏览器检验会被跳过", cure)


def disk(free: int) -> Finding:
    """Check the free space where database and documents grow."""
    text = f"剩余 {free / GIGABYTE:.1f} GB"
    cure = "清理磁盘，或用 JIUZHU_STATE_DIR 把状态目录放到更大的盘上"
    if free < DISK_FAULT:
        return fault("disk", "磁盘", text, cure)
    if free < DISK_REMINDER:
        return reminder("disk", "磁盘", text, cure)
    return good("disk", "磁盘", text)


def file_rights(state: Path) -> Finding:
    """Check that keys and passwords are closed to other accounts."""
    files = [file for pattern in PRIVATE for file in state.glob(pattern)]
    open_ones = [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if not open_ones:
        return good("file_rights", "密钥与口令文件", "只有本账户可读")
    shown = " ".join(f"'{file}'" for file in open_ones)
    return fault(
        "file_rights", "密钥与口令文件", f"{len(open_ones)} 个可被他人读取", f"chmod 600 {shown}"
    )


def witness(state: Path) -> Finding:
    """Check that the witness of the trace lies where whoever changes the database cannot reach."""
    name, file = "办理痕迹的存证文件", witness_file(state)
    cure = (
        f"挂上另一台机器的目录（只准追加），启动前设 {SETTING}=/挂载点/checkpoints，"
        f"把现有的 {file} 先抄过去，再 ./jiuzhu up"
    )
    if weak := weakness(file, state):
        detail = f"{file} {weak}：能改数据库的人也能改它，证明不了办理痕迹没有被改过"
        return reminder("witness", name, detail, cure)
    if not can_be_written(file):
        return fault("witness", name, f"{file} 写不进去，新的检查点没有留在外面", cure)
    return good("witness", name, f"{file}，不在数据库的盘上")


def wordings_checked(pack: Pack) -> Finding:
    """Name the standing sentences and reviewing bodies that no lawyer has checked."""
    name = "文书固定条款、复议机关"
    open_ones = unchecked_wordings(pack)
    if not open_ones:
        return good("wordings", name, "都经过法制审核")
    papers = Counter(label.partition("：")[0] for label in open_ones)
    shown = "、".join(f"{paper}（{n}处）" if n > 1 else paper for paper, n in papers.items())
    cure = (
        f"请法制部门逐条核对 {pack.folder / 'texts.yaml'}，改好后写明依据，verified 改为 yes；"
        "逐条清单：./jiuzhu policy check"
    )
    return reminder("wordings", name, f"{len(open_ones)} 处没有经过法制审核：{shown}", cure)


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
