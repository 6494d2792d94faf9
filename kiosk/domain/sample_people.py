"""People who do not exist, for the demo, training and tests.

Their numbers lie in area 310199, which no place has (GB/T 2260), so no number belongs to anyone.
"""

from __future__ import annotations

from datetime import date

from kiosk.domain.identifiers import citizen_check_character
from kiosk.domain.people import Sex
from kiosk.domain.values import Value

AREA = "310199"


class SamplePerson(Value):
    key: str  # how the simulator panel and the tests name this person
    name: str
    sex: Sex
    ethnic_group: str
    birth: date
    address: str
    serial: int  # digits 15 to 17 of the number: odd male, even female
    mobile: str
    valid_from: date
    valid_until: date | None
    appended_address: str = ""  # to the card, when this person moved

    @property
    def newest_address(self) -> str:
        """The one that was appended last, else the printed one."""
        return self.appended_address or self.address

    @property
    def number(self) -> str:
        """Their citizen number."""
        first17 = f"{AREA}{self.birth:%Y%m%d}{self.serial:03d}"
        return first17 + citizen_check_character(first17)


_STREET = "样板区梧桐街道"

SAMPLE_PEOPLE = (
    SamplePerson(
        "wang",
        "王秀英",
        Sex.FEMALE,
        "01",
        date(1948, 3, 12),
        f"{_STREET}桂花路88弄6号301室",
        26,
        "13900000026",
        date(2014, 5, 20),
        None,
    ),
    SamplePerson(
        "zhuge",
        "诸葛建国",
        Sex.MALE,
        "01",
        date(1957, 11, 30),
        f"{_STREET}银杏路15号",
        41,
        "13900000041",
        date(2016, 8, 1),
        None,
        appended_address=f"{_STREET}紫藤路66弄2号402室",
    ),
    SamplePerson(
        "li",
        "李娜",
        Sex.FEMALE,
        "01",
        date(1993, 7, 5),
        f"{_STREET}香樟路220弄19号1102室",
        108,
        "13900000108",
        date(2019, 2, 14),
        date(2039, 2, 14),
    ),
    SamplePerson(
        "ouyang",
        "欧阳䶮",
        Sex.MALE,
        "01",
        date(1985, 2, 28),
        f"{_STREET}玉兰路3号",
        57,
        "13900000057",
        date(2017, 6, 9),
        date(2037, 6, 9),
    ),
    SamplePerson(
        "dilireba",
        "迪丽热巴·某某",
        Sex.FEMALE,
        "05",
        date(1990, 9, 17),
        f"{_STREET}石榴路41弄2号502室",
        72,
        "13900000072",
        date(2020, 1, 6),
        date(2040, 1, 6),
    ),
    SamplePerson(
        "chen", "陈𠮷", Sex.MALE, "01", date(1951, 5, 1), f"{_STREET}合欢路7号", 93, "13900000093", date(2015, 4, 22), None
    ),
    SamplePerson(
        "zhao",
        "赵喆",
        Sex.MALE,
        "01",
        date(2001, 12, 24),
        f"{_STREET}梧桐路100弄8号",
        35,
        "13900000035",
        date(2011, 3, 3),
        date(2021, 3, 3),
    ),  # an expired card
    SamplePerson(
        "zhou",
        "周志强",
        Sex.MALE,
        "01",
        date(1978, 10, 8),
        f"{_STREET}丁香路52号",
        19,
        "13900000019",
        date(2018, 10, 9),
        date(2038, 10, 9),
    ),  # has a shop of his own
    SamplePerson(
        "wu",
        "吴桂芳",
        Sex.FEMALE,
        "01",
        date(1965, 4, 16),
        f"{_STREET}海棠路17弄3号201室",
        64,
        "13900000064",
        date(2015, 9, 1),
        date(2035, 9, 1),
    ),  # past 60 and not yet 65
    SamplePerson(
        "luo",
        "罗文杰",
        Sex.MALE,
        "01",
        date(1996, 1, 22),
        f"{_STREET}石榴路60弄5号403室",
        83,
        "13900000083",
        date(2022, 3, 15),
        date(2042, 3, 15),
    ),  # lives here with a residence permit that is valid
    SamplePerson(
        "qian",
        "钱敏仪",
        Sex.FEMALE,
        "01",
        date(1982, 6, 11),
        f"{_STREET}木兰路9弄1号602室",
        46,
        "13900000046",
        date(2019, 7, 2),
        date(2039, 7, 2),
    ),  # acts for a company
    SamplePerson(
        "sun",
        "孙小雨",
        Sex.FEMALE,
        "01",
        date(2014, 6, 1),
        f"{_STREET}蔷薇路26号",
        88,
        "13900000088",
        date(2023, 8, 10),
        date(2028, 8, 10),
    ),  # a child
)

PANEL_PEOPLE = SAMPLE_PEOPLE[:7]  # whose cards the simulator panel has room for


def sample_person(key: str) -> SamplePerson:
    """By the key of a sample.

    Raises:
        StopIteration: there is no such sample.
    """
    return next(person for person in SAMPLE_PEOPLE if person.key == key)
