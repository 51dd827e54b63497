"""Logos of clusters: what somebody handed in becomes a small, plain PNG.

The picture is drawn anew, so that nothing hidden in the file is served to anybody.
"""

import io
import warnings

from PIL import Image

LARGEST_FILE = 1024 * 1024  # bytes
MOST_PIXELS = 4_000_000
BOX = (400, 120)


class LogoError(ValueError):
    """The file cannot become a logo; the message says why and what would do."""


def logo(content: bytes) -> bytes:
    """The picture as PNG, made smaller to fit the box."""
    if len(content) > LARGEST_FILE:
        raise LogoError(f"larger than {LARGEST_FILE // 1024} KB; hand in a smaller one")
    try:
        with (
            warnings.catch_warnings()
        ):  # many pixels are warned of before our own limit
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["PNG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise LogoError(
                f"{picture.width} x {picture.height} pixels are too many; "
                f"{BOX[0]} x {BOX[1]} are enough"
            )
        drawn = picture.convert("RGBA")
    except LogoError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoError(f"no PNG picture that can be read ({error})") from error
    drawn.thumbnail(BOX)
    plain = Image.new("RGBA", drawn.size)
    plain.paste(drawn)
    file = io.BytesIO()
    plain.save(file, "PNG", optimize=True)
    return file.getvalue()
