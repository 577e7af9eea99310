"""What every answer of the room tells the browser: load nothing from elsewhere, keep nothing, let nobody frame it."""

from collections.abc import Mapping
from typing import Final

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob: mediastream:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    )
)
# The worker that finds faces runs wasm: it has a policy of its own, and the page that starts it keeps the strict one.
FACES_WORKER: Final = "/static/built/faces.worker.js"
POLICY_OF_FACES: Final = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
ALWAYS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",  # with no-referrer, a browser would send our own forms as from nowhere
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
# Where a web server with a certificate stands before the room, a browser never asks without encryption again.
ALWAYS_ENCRYPTED: Final = ("strict-transport-security", "max-age=31536000")
