"""The settings of the product, with one address more (see `urls`)."""

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR

ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT = BASE_DIR / "static"  # exists before files are collected
