"""Addresses a customer gives."""

import httpx


def is_web_address(url: str) -> bool:
    """Tell whether a URL is one that can be called: absolute, http or https, with a host that has no underscore."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme in ("http", "https") and bool(parsed.host) and "_" not in parsed.host
