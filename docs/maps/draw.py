"""Draw the gallery of printed maps from the sample: python docs/maps/draw.py."""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
from PIL import Image

import gridgen
from maps.sheets.order import Order
from maps.sheets.printing import Press
from maps.sheets.staff import Person, StaffTable

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "sample_geo" / "qinghe.gpkg"
WIDTH = 1400

DUTIES = (
    "1. 每周走访网格内住户，登记人口变动。",
    "2. 排查安全隐患和矛盾纠纷，当日上报村（社区）。",
    "3. 宣传政策，代办低保、医保、养老认证等事项。",
    "4. 关心独居老人、留守儿童，遇急事先处置后上报。",
)

PICTURES = {
    "wall.clear.zh": ({"size": "A1", "theme": "clear"}, {}, 0),
    "wall.official.zh": ({"size": "A3", "theme": "official"}, {}, 0),
    "wall.grey.zh": ({"size": "A4", "theme": "grey"}, {}, 0),
    "wall.clear.en": ({"size": "A3", "lang": "en", "title": "Qinghe · household grids"}, {}, 0),
    "community": ({"size": "A3", "theme": "official", "title": ""},
                  {"scope": "community", "only": ["990101101201"]}, 0),
    "nested": ({"size": "A3", "theme": "official", "title": ""},
               {"form": "nested", "only": ["990101101201"]}, 0),
    "atlas": ({"size": "A4"}, {"scope": "grid", "only": ["990101101201003"]}, -1),
    "board": ({"size": "A3", "theme": "official", "title": "", "phone": "0757-86000000",
               "duties": DUTIES},
              {"scope": "grid", "form": "board", "only": ["990101101201003"]}, 0),
    "register": ({"size": "A4"}, {"form": "register"}, 0),
}  # fmt: skip


def main() -> None:
    """Divide the sample in both languages, lay the sheets out, and save each as a picture."""
    layers = {
        name: gpd.read_file(SAMPLE, layer=name) for name in ("households", "communities", "lines")
    }
    presses = {lang: Press(gridgen.divide(**layers, lang=lang)) for lang in ("zh", "en")}
    for name, (looks, asked, page) in PICTURES.items():
        lang = looks.get("lang", "zh")
        staff = _made_up() if asked else StaffTable()
        order = Order(**({"title": "青禾镇网格划分示意图", "staff": staff} | BASE | looks))
        printed = presses[lang].print(order, **asked)
        (content,) = type(printed)(
            (printed.scenes[page],), printed.fonts, printed.about, printed.report
        ).png(dpi=_dpi(printed.scenes[page].width))
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        picture.quantize(128).save(HERE / f"{name}.png", optimize=True)


BASE = {"producer": "青禾镇综合治理中心", "date": "2026-11-22", "version": "V1"}


def _dpi(width_mm: float) -> int:
    return round(WIDTH / width_mm * 25.4)


def _made_up() -> StaffTable:
    """Nobody's names, for two grids of one village."""
    return StaffTable(
        {
            f"990101101201{k:03d}": (
                Person("网格长", "某某某", "000-0000001"),
                Person("网格员", "某某", "000-0000002"),
            )
            for k in range(1, 9)
        }
    )


if __name__ == "__main__":
    main()
