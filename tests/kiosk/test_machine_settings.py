"""What is set of the machine: read strictly, turned right, written for udev and Qt."""

from __future__ import annotations

import rtoml
from hypothesis import given
from hypothesis import strategies as st

from kiosk.technician.machine_address import MachineAddress
from kiosk.technician.machine_settings import (
    IDENTITY,
    KMS,
    X11,
    MachineSettings,
    as_toml,
    environment,
    read_settings,
    turned,
    udev_rules,
)

ROTATIONS = st.sampled_from((0, 90, 180, 270))
NETWORKS = st.sampled_from(
    (MachineAddress(), MachineAddress("192.168.1.20/24"), MachineAddress("10.0.0.9/8", "10.255.0.1", ("10.0.0.2", "fd00::53")))
)
SETTINGS = st.builds(
    MachineSettings,
    through=st.just(X11),
    rotation=ROTATIONS,
    brightness=st.integers(10, 100),
    matrix=st.tuples(*[st.integers(-100, 100).map(lambda tenth: tenth / 10)] * 6),
    volume=st.integers(0, 100),
    network=NETWORKS,
    only_listed=st.booleans(),
    allowed=st.lists(st.from_regex(r"[0-9a-f]{4}:[0-9a-f]{4} [a-z][a-z0-9_]{0,9}", fullmatch=True), max_size=3).map(tuple),
)


def point(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return round(a * x + b * y + c, 6), round(d * x + e * y + f, 6)


@given(SETTINGS)
def test_what_is_written_is_read_again(settings: MachineSettings) -> None:
    assert read_settings(rtoml.loads(as_toml(settings))) == (settings, ())


@given(st.dictionaries(st.sampled_from(("display", "touch", "usb", "x")), st.recursive(st.text() | st.integers(), st.lists)))
def test_nothing_that_is_no_good_comes_through(given: dict[str, object]) -> None:
    settings, problems = read_settings(given)
    assert settings == MachineSettings()
    assert len(problems) == len(given)


def test_a_device_cannot_bring_a_rule_of_its_own() -> None:
    listed = ['0400:c35a id", RUN+="/bin/sh', "0400:C35A id", "0400:c35a Id", "0400:c35a a\nb"]
    for one in listed:
        settings, problems = read_settings({"usb": {"allowed": [one]}})
        assert settings.allowed == ()
        assert len(problems) == 1


def test_a_picture_that_is_turned_takes_touches_with_it() -> None:
    """Clockwise: what is at the picture's upper left stands at the glass's upper right when it is turned by 90 degrees."""
    corners = {90: (1.0, 0.0), 180: (1.0, 1.0), 270: (0.0, 1.0), 0: (0.0, 0.0)}
    for rotation, (x, y) in corners.items():
        assert point(turned(IDENTITY, rotation), x, y) == (0.0, 0.0), rotation


@given(ROTATIONS)
def test_a_glass_built_in_turned_is_turned_back(built_in: int) -> None:
    told = environment(MachineSettings(matrix=turned(IDENTITY, built_in))).get("QT_QPA_EVDEV_TOUCHSCREEN_PARAMETERS", "rotate=0")
    assert told == f"rotate={-built_in % 360}"


def test_one_setting_chooses_the_display() -> None:
    assert environment(MachineSettings())["QT_QPA_PLATFORM"] == "linuxfb"
    assert environment(MachineSettings(through=X11))["QT_QPA_PLATFORM"] == "xcb"
    skewed = {"matrix": [1.1, 0, 0, 0, 1, 0]}
    assert "quarter" in read_settings({"display": {"through": KMS}, "touch": skewed})[1][0]
    assert read_settings({"display": {"through": X11}, "touch": skewed})[1] == ()
    kms, problems = read_settings({"display": {"rotation": 90}})
    assert kms.rotation == 0
    assert "x11" in problems[0]


def test_only_what_is_listed_is_let_through() -> None:
    open_to_all, listed = (udev_rules(MachineSettings(only_listed=only, allowed=("0400:c35a card",))) for only in (False, True))
    assert 'ATTR{authorized_default}="1"' in open_to_all
    assert 'ATTR{authorized}="0"' not in open_to_all
    assert 'ATTR{authorized_default}="0"' in listed
    assert listed.rstrip().endswith('ENV{TERMINAL_LISTED}!="1", ATTR{authorized}="0"')
    for rules in (open_to_all, listed):
        assert 'ATTRS{idVendor}=="0400", ATTRS{idProduct}=="c35a", SYMLINK+="terminal/card"' in rules
