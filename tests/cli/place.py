"""A ledger, its operator and a cooperative, made by the command itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.running import cheap_keystore, environment, quick, well

COOP = "/participants/dam-doi"
PRODUCTS = ("crab", "sorted", "salt", "salted", "mixed")


def init_arguments(data: Path, url: str, ledger: str = "ca-mau") -> tuple[object, ...]:
    return (
        *("init", "--data", data, "--ledger", ledger, "--url", url),
        *("--operator", "Liên minh HTX Cà Mau", "--province", "Cà Mau"),
        *("--contact", "mailto:bao-loi@lien-minh.example"),
    )


@dataclass(frozen=True)
class Place:
    """Where everything of one test lies."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def operator(self) -> Path:
        return self.data / "operator" / "ca-mau"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def id(self, path: str) -> str:
        """Return the full identifier of a path on the ledger's host."""
        return f"https://{self.host}{path}"

    def env(self, **more: str) -> dict[str, str]:
        """Return the cooperative's environment."""
        return environment(NGUON_HOME=str(self.home), **more)

    def init(self, run: Callable[..., Any] = quick) -> Any:
        cheap_keystore(self.data / "keys" / "server.keys")
        cheap_keystore(self.data / "keys" / "operator.keys")
        return run(*init_arguments(self.data, self.url), env=self.env())

    def join(self) -> None:
        """Join as the cooperative, which the operator then admits."""
        cheap_keystore(self.home / "keys")
        self.home.chmod(0o700)
        quick("join", self.url, "--participant", COOP, env=self.env())
        quick("key", "new", "phone", env=self.env())
        key = self.folder / "phone.json"
        key.write_text(json.dumps(quick("key", "show", "phone", env=self.env())))
        quick(
            *("register", "participant", COOP, "--home", self.operator, "--public-key", key),
            *("--name", "HTX Đầm Dơi", "--kind", "cooperative", "--province", "Cà Mau"),
            *("--role", "producer", "--role", "processor", "--contact", "tel:+84900000000"),
            env=environment(),
        )

    def register(self) -> None:
        """Register the cooperative's products and places."""
        for name in PRODUCTS:
            quick("register", "product", f"/p/{name}", "--name", f"vi={name}", env=self.env())
        quick(
            *("register", "product", "/p/jar", "--net", "400g"),
            *("--name", "vi=Hũ ba khía", "--name", "en=Jar"),
            env=self.env(),
        )
        quick(
            *("register", "place", "/places/dam-doi", "--name", "Rừng Đầm Dơi"),
            *("--geo", "geo:8.95,105.19"),
            env=self.env(),
        )

    def record(self, step: str, *arguments: object) -> Any:
        return well(*step_arguments(step, *arguments), env=self.env())

    def tell(self) -> None:
        """Record the way of a lot of jars, from the mangrove to the label."""
        self.record("harvest", "--out", "/p/crab/10/C1=120kg", "--field", "method=hand")
        self.record("stocking", "--out", "salt:/p/salt/10/M1=50kg")
        self.record("sorting", "--in", "/p/crab/10/C1=120kg", "--out", "/p/sorted/10/S1=110 kg")
        self.record(
            *("salting", "--in", "sorted-crab:/p/sorted/10/S1=110kg"),
            *("--in", "salt:/p/salt/10/M1=30kg", "--out", "/p/salted/10/A1=95kg"),
            *("--field", "days=3", "--field", "brine_strength=18.5"),
        )
        self.record("mixing", "--in", "/p/salted/10/A1=93kg", "--out", "/p/mixed/10/X1=93kg")
        self.record(
            *("packing", "--in", "/p/mixed/10/X1=92.8kg", "--out", "/p/jar/10/J1=232"),
            *("--field", "best_before=2027-01-01"),
        )
        self.record("labelling", "--lot", "/p/jar/10/J1", "--serials", "0001-0232")


def step_arguments(step: str, *arguments: object) -> tuple[object, ...]:
    place = ("--template", "ba-khia", "--place", "/places/dam-doi")
    return ("record", step, *place, *arguments)
