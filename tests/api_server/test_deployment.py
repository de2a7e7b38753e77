"""The files that operators deploy with: they parse, and speak of what the code has."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api_server import metrics
from api_server.domain import RULES
from api_server.metrics import REGISTRY
from api_server.middleware.requests import ENDPOINTS
from api_server.providers.base import Outcome

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
METRIC = re.compile(r"\b((?:search|http|provider|quota|rate|answer|journal|dependency|event)_[a-z_]+)\b")


def _known() -> set[str]:
    names = set()
    for family in REGISTRY.collect():
        names |= {family.name, f"{family.name}_total", f"{family.name}_bucket", f"{family.name}_count"}
    return names


def _expressions() -> list[str]:
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    found = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "community.json").read_text())
    return found + [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", _expressions())
def test_alerts_and_panels_name_metrics_that_exist(expression: str) -> None:
    assert set(METRIC.findall(expression)) <= _known()


def _labels() -> dict[str, set[str]]:
    """The labels of every metric, by each name under which its series are asked for."""
    names: dict[str, set[str]] = {}
    for metric in vars(metrics).values():
        if isinstance(metric, metrics.Counter | metrics.Gauge | metrics.Histogram):
            (family,) = metric.describe()
            for name in (family.name, f"{family.name}_total", f"{family.name}_bucket"):
                names[name] = {*metric._labelnames, *({"le"} if name.endswith("_bucket") else ())}
    return names


@pytest.mark.parametrize("expression", _expressions())
def test_alerts_and_panels_select_and_group_by_labels_that_exist(expression: str) -> None:
    known = _labels()
    for name, selectors in re.findall(r"\b([a-z_]+)\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)\s*[=!]~?", selectors)) <= known.get(name, {"job"})
    here = set().union(*(known[name] for name in METRIC.findall(expression) if name in known))
    for grouped in re.findall(r"\bby \(([^)]*)\)", expression):
        assert {label.strip() for label in grouped.split(",")} <= here


def test_what_they_select_by_occurs() -> None:
    """A value that is spelt differently from the code's selects nothing, for ever."""
    values = {
        "endpoint": ENDPOINTS | {"other"},
        "provider": {"groq", "together", "mistral", "openai_compatible", "none", RULES},
        "outcome": {each.value for each in Outcome} | {"hit", "miss", "busy"},
        "decision": {"limited", "passed"},
    }
    found = 0
    for expression in _expressions():
        for label, wanted in re.findall(r"(\w+)!?=~?\"([^\"]*)\"", expression):
            found += label in values
            assert set(wanted.split("|")) <= values.get(label, set(wanted.split("|")))
    assert found > 5


def _compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.community.yaml").read_text())
    return document


def test_compose_starts_what_it_names() -> None:
    services = _compose()["services"]
    assert {"migrate", "api", "postgres", "redis", "prometheus", "grafana"} <= services.keys()
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        for mounted in service.get("volumes", []):
            source = mounted.partition(":")[0]
            assert not source.startswith("./") or (DEPLOY / source).is_dir()
    assert services["api"]["environment"]["DJANGO_SETTINGS_MODULE"] == "trusttune.settings.community"


def test_every_setting_that_compose_passes_on_is_known() -> None:
    profile = (ROOT / "trusttune" / "settings" / "community.py").read_text()
    profile += (ROOT / "trusttune" / "settings" / "base.py").read_text()
    for name in _compose()["services"]["api"]["environment"]:
        prefix = re.sub(r"_(API_KEY|BASE_URL|MODEL)$", "", name)
        assert name in profile or prefix in profile or name == "DJANGO_SETTINGS_MODULE"


def test_railway_asks_for_readiness() -> None:
    document = tomllib.loads((DEPLOY / "railway.toml").read_text())
    assert document["deploy"]["healthcheckPath"] == "/health/ready"
    assert (ROOT / document["build"]["dockerfilePath"]).is_file()


def test_the_image_is_small_and_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "FROM python:3.13-slim" in lines
    assert lines.index("USER trusttune") < next(at for at, line in enumerate(lines) if line.startswith("CMD"))
    assert any("--require-hashes" in line for line in lines)
