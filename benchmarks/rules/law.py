"""The law of this benchmark: Tai'an's pack with the optional rules on that the peers know."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from jiuzhu.policy.packs import ROOT, Pack, read_pack

ON = date(2020, 9, 15)
SWITCHED_ON = {
    "top_ups.yaml": ("top_up.enabled",),
    "income.yaml": ("expenses.enabled",),
    "standards.yaml": ("dibao.minimum",),
}
CAPPED = (
    "treatment: DEDUCTED, provision: sample",
    "treatment: DEDUCTED, cap: 3000, cap_unit: MINIMUM_WAGE_RATE, provision: sample",
)


def benchmark_pack() -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(shutil.copytree(ROOT / "taian", Path(folder) / "taian"))
        for file, keys in SWITCHED_ON.items():
            path = copied / file
            lines = path.read_text(encoding="utf-8").split("\n")
            for key in keys:
                (number,) = [n for n, line in enumerate(lines) if f"key: {key}," in line]
                lines[number] = lines[number].replace("switch: no", "switch: yes")
            path.write_text("\n".join(lines).replace(*CAPPED), encoding="utf-8")
        return read_pack(copied)
