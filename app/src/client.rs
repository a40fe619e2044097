//! Where a request comes from, as the limits count it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};

use crate::{clinic::Clinic, session::hash_of};

/// One line of somebody's, by a keyed hash of its address: it names nobody, and without
/// the clinic's key no address can be tried against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client(String);

impl Client {
    /// The client that sent this request. A proxy's word for it is believed only where
    /// the clinic has said that the proxy is its own.
    #[must_use]
    pub fn of(clinic: &Clinic, request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.0.ip());
        let address = origin(peer, &clinic.settings().trusted_proxies, request.headers());
        Self(hash_of(&format!("{}|{}", clinic.client_key(), line_of(address))))
    }

    /// The hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The address of the one who asks: the peer, or what a trusted peer saw last.
fn origin(peer: IpAddr, trusted: &[IpAddr], headers: &HeaderMap) -> IpAddr {
    if !trusted.contains(&peer.to_canonical()) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|hops| hops.rsplit(',').next())
        .and_then(|hop| hop.trim().parse().ok())
        .unwrap_or(peer)
}

/// What one subscriber has: an IPv4 address, or the 64 bits of an IPv6 network.
fn line_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn forwarded(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_last_hop() {
        let headers = forwarded(&["192.0.2.1", "198.51.100.7, 203.0.113.9"]);
        let (proxy, other) = (ip("10.0.0.1"), ip("10.0.0.2"));
        assert_eq!(origin(proxy, &[proxy], &headers), ip("203.0.113.9"));
        assert_eq!(origin(ip("::ffff:10.0.0.1"), &[proxy], &headers), ip("203.0.113.9"));
        assert_eq!(origin(other, &[proxy], &headers), other);
        assert_eq!(origin(proxy, &[], &headers), proxy);
    }

    #[test]
    fn what_is_no_address_is_not_taken_for_one() {
        let proxy = ip("10.0.0.1");
        for line in ["", "unknown", "192.0.2.1,", "192.0.2.1:80"] {
            assert_eq!(origin(proxy, &[proxy], &forwarded(&[line])), proxy, "{line}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_line() {
        assert_eq!(line_of(ip("2001:db8:1:2:3::4")), line_of(ip("2001:db8:1:2:ffff::1")));
        assert_ne!(line_of(ip("2001:db8:1:2::1")), line_of(ip("2001:db8:1:3::1")));
        assert_eq!(line_of(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
    }
}
