"""Finding a code in a picture that a phone took; the picture is looked at in memory and never kept."""

from __future__ import annotations

import io
import threading

_MOST_PIXELS = 24_000_000
_LONGEST_SIDE = 2400
LARGEST_PICTURE = 12_000_000
_AT_ONCE = threading.BoundedSemaphore(2)


def code_in(picture: bytes) -> str | None:
    """The text of the QR code in a JPEG, PNG or WebP picture; None when there is none.

    Args:
        picture: As it was uploaded; anything at all may come here.
    """
    import numpy
    import zxingcpp
    from PIL import Image, ImageOps, UnidentifiedImageError

    with _AT_ONCE:
        try:
            with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                image.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
                upright = ImageOps.exif_transpose(image).convert("L")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        found = zxingcpp.read_barcodes(
            numpy.asarray(upright), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    return found[0].text if found else None
