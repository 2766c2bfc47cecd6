"""Which addresses of the network may be asked on behalf of a company: public ones only. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from saas.refusals import Refused
from saas.words import N_

LONGEST = 1_000
# Prefixes that carry an IPv4 address in an IPv6 one, and a cloud's inner address among public ones.
HIDDEN = tuple(
    ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "168.63.129.16/32", "::/96", "fec0::/10")
)


def public(address: str) -> bool:
    """Whether this is an address of the public network, whichever way it is written."""
    found: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found.version == net.version and found in net for net in HIDDEN):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_link_local or found.is_loopback)


def host_and_port(url: str, allowed: frozenset[str]) -> tuple[str, int]:
    """The host a URL names. Raises Refused 422 at `address` for what may not be asked at all.

    https only, without a name and password in it; `allowed` names hosts ("robot.local:8080") of one's own network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused(422, N_("请填写完整的网址，以 https:// 开头。"), field="address") from None
    if not host or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused(422, N_("请填写完整的网址，以 https:// 开头。"), field="address")
    if parts.scheme != "https" and not (parts.scheme == "http" and f"{host}:{port}" in allowed):
        raise Refused(422, N_("请填写完整的网址，以 https:// 开头。"), field="address")
    if parts.username or parts.password:
        raise Refused(422, N_("网址里不要写用户名和密码。"), field="address")
    return host, port
