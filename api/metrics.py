"""Figures for Prometheus: requests, answers, the stages of each, the lines, the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.routing import BaseRoute, Route

from api.paths import endpoint
from index.errors import StoreError
from qa.answer import Answer
from qa.engine import Engine

METHODS = frozenset(("GET", "HEAD", "POST", "DELETE", "OPTIONS"))
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
EXAMPLE = """# HELP dateline_requests_total Requests that were answered.
# TYPE dateline_requests_total counter
dateline_requests_total{endpoint="/query",method="POST",status="200"} 3.0
"""


class Metrics:
    """The figures of one server.

    Args:
        routes: of the API, without its version, by which requests are told apart.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = [route for route in routes if isinstance(route, Route)]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "dateline_requests",
            "Requests that were answered.",
            ("method", "endpoint", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "dateline_request_seconds", "From a request to the end of its answer.", ("endpoint",),
            buckets=SECONDS, registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "dateline_stage_seconds", "Of each stage of an answer.", ("stage",),
            buckets=SECONDS, registry=self._registry,
        )  # fmt: skip
        self._answers = Counter("dateline_answers", "Answers and abstentions.", ("status",), registry=self._registry)
        self._abstentions = Counter("dateline_abstentions", "Abstentions.", ("reason",), registry=self._registry)
        self._lines = Gauge(
            "dateline_line_depth", "Requests that are worked on or wait for it.", ("line",), registry=self._registry
        )
        self._index = Gauge("dateline_index_size", "What is stored.", ("what",), registry=self._registry)

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request; one to no endpoint, or of no method that there is, counts as `other`."""
        name = next((route.path for route in self._routes if _fits(route, endpoint(path))), "other")
        self._requests.labels(method if method in METHODS else "other", name, str(status)).inc()
        self._seconds.labels(name).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer, its stages and, where it is an abstention, why."""
        self._answers.labels(answer.status).inc()
        if answer.reason:
            self._abstentions.labels(answer.reason).inc()
        for stage, milliseconds in asdict(answer.timings_ms).items():
            if milliseconds:  # else it did not run
                self._stages.labels(stage).observe(milliseconds / 1000)

    def text(self, engine: Engine | None, lines: dict[str, int]) -> bytes:
        """Return all figures as Prometheus reads them; those of the index where it can be read."""
        for name, depth in lines.items():
            self._lines.labels(name).set(depth)
        if engine:
            try:
                with engine.folder.reading() as store:
                    for what, count in zip(("articles", "passages"), store.count() if store else (0, 0), strict=True):
                        self._index.labels(what).set(count)
            except StoreError:
                self._index.clear()
        return generate_latest(self._registry)


def _fits(route: Route, path: str) -> bool:
    return route.path_regex.fullmatch(path) is not None
