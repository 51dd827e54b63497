"""The settings of the product, with one address more (see `urls`)."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
