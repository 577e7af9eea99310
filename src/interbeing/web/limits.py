"""What every server of the room holds to: short messages, uncompressed, and no log of who asked for what."""

from typing import Final

import uvicorn

TRUSTED: Final = "127.0.0.1"  # a web server of this computer alone says from where somebody asks
LONGEST_MESSAGE: Final = 64 * 1024  # bytes; also the socket's own limit, which ends it with 1009


def limited(config: uvicorn.Config) -> uvicorn.Config:
    """Give these limits to a server's settings."""
    config.ws_max_size, config.ws_per_message_deflate = LONGEST_MESSAGE, False
    config.forwarded_allow_ips = TRUSTED  # whatever the surroundings say
    return config
