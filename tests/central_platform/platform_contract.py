"""Checks answers against docs/openapi.json, as another city's platform would be checked."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


@cache
def contract() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def address(path: str) -> str:
    """Of a path of contract 1, or of one that names its contract: ``/v2/messages``."""
    return f"/api{path}" if path.startswith("/v2/") else f"/api/v1{path}"


@cache
def _validator(path: str, status: int) -> Any:
    whole = contract()
    responses = whole["paths"][address(path)]["post"]["responses"]
    schema = responses[str(status)]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": whole["components"]}, validate_formats=True)


def check_answer(path: str, status: int, value: Any) -> None:
    """AssertionError, or KeyError where the contract knows no such answer."""
    assert not [error.message for error in _validator(path, status).iter_errors(value)]
