"""What people call the columns of tables, in Chinese and English.

Words stand here without brackets, units, and what comes before and after them: those are read over
(`gridgen.files.meaning`). The first Chinese word of a column is what messages call it.
"""

from __future__ import annotations

from collections.abc import Mapping

Synonyms = Mapping[str, tuple[str, ...]]

_CODE_OF_COMMUNITY = (
    "community code", "village code", "village id", "community id", "村(社区)代码",
    "村社区代码", "村代码", "社区代码", "行政区划代码", "统计用区划代码", "村编码", "社区编码",
    "村社区编码", "行政村代码", "行政村编码", "村委会代码", "村居代码", "村居编码",
    "居委会代码", "村级代码", "村级区划代码", "区划代码", "区划编码", "统计区划代码",
    "行政区代码", "权属单位代码", "坐落单位代码", "xzqdm", "zldwdm", "qsdwdm",
)  # fmt: skip
"""The last three are of the national land survey (TD/T 1055)."""

_NAME_OF_COMMUNITY = (
    "community name", "village name", "村名", "社区名称", "村(社区)名称", "村社区名称",
    "行政区划名称", "村名称", "社区名", "行政村", "行政村名称", "村委会", "村委会名称",
    "村民委员会", "村居", "村居名称", "村社区", "村居委会", "居委会", "居委会名称",
    "居民委员会", "行政区名称", "权属单位名称", "坐落单位名称", "xzqmc", "zldwmc", "qsdwmc",
)  # fmt: skip

HOUSEHOLDS: Synonyms = {
    "id": ("id", "编号", "户编号", "住户编号", "户号", "household id", "hh id", "住户号",
           "户编码", "住户编码", "家庭编号", "家庭编码", "户id", "户代码", "house id",
           "household no", "household number", "household code"),
    "households": ("households", "户数", "住户数", "household count", "dwellings", "农户数",
                   "居民户数", "家庭户数", "number of households", "no of households",
                   "num households", "hh count", "dwelling count"),
    "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "longtitude", "point lon",
            "longi"),
    "lat": ("lat", "latitude", "纬度", "北纬", "lattitude", "point lat", "lati"),
    "x": ("x", "x坐标", "横坐标", "东坐标", "easting", "point x", "x coord", "coord x",
          "x coordinate"),
    "y": ("y", "y坐标", "纵坐标", "北坐标", "northing", "point y", "y coord", "coord y",
          "y coordinate"),
    "place": ("place", "wkt", "geom", "the geom", "geometry", "经纬度", "经度纬度", "坐标",
              "坐标点", "位置坐标", "地理坐标", "空间坐标", "点坐标", "定位坐标", "lonlat",
              "lnglat", "lng lat", "lon lat", "coordinates", "coordinate", "coords", "纬经度",
              "纬度经度", "latlon", "latlng", "lat lon", "lat lng", "位置", "定位", "gps",
              "location"),
    "community": ("community", *_CODE_OF_COMMUNITY),
    "village": ("village", "村", "社区", *_NAME_OF_COMMUNITY),
    "group": ("group", "villager group", "村民小组", "组别", "小组", "村组", "组", "村小组",
              "村民组", "组名", "组名称", "组号", "小组名称", "村民小组名称", "居民小组",
              "居民组", "社", "社别", "经济社", "合作社", "生产队", "生产小组", "队", "队名",
              "队别", "group name"),
    "building": ("building", "楼栋", "栋号", "幢", "楼栋号", "幢号", "楼号", "楼", "栋", "楼幢",
                 "楼幢号", "楼宇", "楼栋名称", "楼栋编号", "楼座", "座号", "building no",
                 "building id", "building number", "block", "建筑编号", "建筑物编号", "房屋栋号"),
    "stairway": ("stairway", "单元", "单元号", "staircase", "entrance", "单元名称", "梯",
                 "梯号", "门洞"),
    "floor": ("floor", "楼层", "层", "所在层", "层号", "楼层号", "storey"),
    "estate": ("estate", "小区", "小区名称", "小区名", "楼盘", "楼盘名称", "居民小区", "安置点",
               "安置小区", "物业小区"),
    "population": ("population", "人口", "人口数", "人数", "家庭人口", "家庭人口数", "常住人口",
                   "人口总数", "persons"),
    "visits": ("visits", "走访次数"),
    "grid": ("grid", "网格", "网格编码", "网格代码", "grid code", "网格号", "网格编号",
             "现网格", "原网格", "grid id"),
}  # fmt: skip

GUESSED: Synonyms = {
    "id": ("序号", "门牌号", "门牌", "no", "number", "编码", "代码", "code", "标识码", "bsm",
           "uid", "uuid", "fid", "objectid", "gid", "户"),
    "group": ("自然村", "自然屯", "屯", "自然村组", "村庄", "hamlet"),
}  # fmt: skip
"""What columns of households may be called besides: taken where no better word stands."""

COMMUNITIES: Synonyms = {
    "code": ("code", "代码", "编码", *_CODE_OF_COMMUNITY),
    "name": ("name", "名称", "村", "社区", *_NAME_OF_COMMUNITY),
    "kind": ("kind", "类型", "type", "村居类型", "村社区类型"),
    "class": ("class", "城乡分类代码", "城乡分类", "城乡属性"),
}

LINES: Synonyms = {
    "class": ("class", "类别", "类型", "kind", "type"),
    "name": ("name", "名称"),
}

TIES: Synonyms = {
    "tie": ("tie", "kind", "关系", "方式"),
    "of": ("of", "key", "对象", "类别"),
    "first": ("first", "甲", "一方"),
    "second": ("second", "乙", "另一方"),
}

PEOPLE: Synonyms = {
    "id": ("id", "编号", "人员编号", "工号", "person", "person id"),
    "role": ("role", "岗位", "角色", "职务", "duty"),
    "work_phone": ("work phone", "工作电话", "办公电话"),
    "community": (*HOUSEHOLDS["community"], "服务村(社区)代码", "serves"),
    "lon": HOUSEHOLDS["lon"],
    "lat": HOUSEHOLDS["lat"],
    "x": HOUSEHOLDS["x"],
    "y": HOUSEHOLDS["y"],
    "place": HOUSEHOLDS["place"],
}
"""All that may be known of a person."""

SERVED: Synonyms = {"zones": ("zones", "households", "服务网格", "服务户数")}
"""What a plan says of its people besides, and what is worked out anew."""

GRIDS: Synonyms = {
    "code": ("code", "网格编码", "网格代码", "编码", "代码", "grid code", "grid"),
    "name": ("name", "网格名称", "名称"),
    "community": HOUSEHOLDS["community"],
    "mean_m": ("mean_m",),
    "max_m": ("max_m",),
    "status": ("status",),
}

SPECIAL: Synonyms = {
    "name": ("name", "名称", "网格名称"),
    "code": ("code", "编码", "代码", "网格编码"),
    "size": ("size", "units", "count", "数量", "商户数", "单位数", "摊位数", "企业数"),
}

CENTRES: Synonyms = {
    **{name: PEOPLE[name] for name in ("id", "community", "lon", "lat", "x", "y", "place")},
    "role": ("role", "kind", "职务", "角色", "岗位", "类型"),
    "fewest": ("fewest", "最少户数", "最少"),
    "most": ("most", "最多户数", "最多"),
    "zones": ("zones",),
}


STAFF: Synonyms = {
    "code": ("code", "grid", "编码", "代码", "网格编码", "网格代码", "楼栋"),
    "role": ("role", "duty", "职务", "职责", "角色", "岗位"),
    "name": ("name", "姓名", "名字", "人员"),
    "phone": ("phone", "tel", "telephone", "mobile", "电话", "联系电话", "手机", "手机号"),
}
"""Who stands on a board, from a table that is read when it is printed and kept nowhere."""

EDITS: Synonyms = {
    "operation": ("operation", "操作", "调整方式", "操作类型", "edit"),
    "about": ("object", "对象", "调整对象"),
    "becomes": ("target", "目标", "改为", "调整为", "调整后"),
    "level": ("level", "层级"),
}
"""A table of edits of a plan; what else stands in it is for people."""


def called(name: str, synonyms: Synonyms) -> tuple[str, str]:
    """Return what messages call a column of ours, in Chinese and English.

    >>> called("households", HOUSEHOLDS), called("lon", HOUSEHOLDS)
    (('户数', 'households'), ('经度', 'lon'))
    """
    return next((word for word in synonyms[name] if not word.isascii()), name), name
