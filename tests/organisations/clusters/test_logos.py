"""Logos: only what can be drawn anew is served."""

import io
import struct
import zlib

import pytest
from django.core.management import CommandError, call_command
from PIL import Image, PngImagePlugin

from organisations.clusters.logos import LogoError, logo
from tests.factories import make_cluster


def picture(size=(800, 600), kind="PNG", **options):
    file = io.BytesIO()
    Image.new("RGB", size, "#336699").save(file, kind, **options)
    return file.getvalue()


def test_a_picture_becomes_small_and_plain():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "a secret")
    content = logo(picture(pnginfo=notes))
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size, drawn.info) == ("PNG", (160, 120), {})
    assert b"secret" not in content


def chunk(kind, data):
    checked = kind + data
    return (
        struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
    )


def bomb():
    """A few bytes that claim to be a picture of a hundred million pixels."""
    size = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no PNG"),
        (b"<svg onload=alert(1)>", "no PNG"),
        (picture(kind="JPEG"), "no PNG"),
        (picture()[:200], "no PNG"),
        (b"x" * (1024 * 1024 + 1), "larger than 1024 KB"),
        (picture((2100, 2000)), "too many"),
        (bomb(), "too many"),
    ],
)
def test_anything_else_is_refused(content, words):
    with pytest.raises(LogoError, match=words):
        logo(content)


@pytest.mark.django_db
def test_the_command_keeps_and_removes_a_logo(tmp_path, capsys):
    cluster = make_cluster()
    file = tmp_path / "logo.png"
    file.write_bytes(picture())
    call_command("cluster_logo", "wood", str(file))
    cluster.refresh_from_db()
    assert bytes(cluster.logo).startswith(b"\x89PNG")
    call_command("cluster_logo", "wood", "--remove")
    cluster.refresh_from_db()
    assert cluster.logo is None
    assert capsys.readouterr().out.count("Wood (invented)") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "x.png"], "No cluster"),
        (["wood"], "Give a file"),
        (["wood", "/nowhere/x.png"], "No such file"),
        (["wood", __file__], "no PNG"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, words):
    make_cluster()
    with pytest.raises(CommandError, match=words):
        call_command("cluster_logo", *arguments)
