//! A network, as a system's key is bound to it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::CodeError;

/// The widest network of IPv4 and of IPv6 that says something about where a request comes from.
const WIDEST: (u8, u8) = (16, 32);

/// An address block (RFC 4632 §3.1, RFC 4291 §2.3): `203.0.113.0/24`, `2001:db8::/48`. An address alone is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether it holds this address. IPv4 inside IPv6 is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && cut(address, self.bits) == self.address
    }

    const fn is_too_wide(&self) -> bool {
        self.bits < if self.address.is_ipv4() { WIDEST.0 } else { WIDEST.1 }
    }
}

/// The address with zeros after its first bits.
fn cut(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            IpAddr::V4((u32::from(v4) & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            IpAddr::V6((u128::from(v6) & mask).into())
        }
    }
}

impl FromStr for Network {
    type Err = CodeError;

    /// `network_invalid` for what is no block, also where bits of a host are set; `network_too_wide` below /16 (IPv6: /32).
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let invalid = || CodeError::new("network_invalid");
        let (address, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(a, bits)| (a, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| invalid())?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => whole,
            Some(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().map_err(|_| invalid())?,
            Some(_) => return Err(invalid()),
        };
        if bits > whole || cut(address, bits) != address || address.to_canonical() != address {
            return Err(invalid());
        }
        let network = Self { address, bits };
        if network.is_too_wide() { Err(CodeError::new("network_too_wide")) } else { Ok(network) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Result<Network, &'static str> {
        text.parse().map_err(|error: CodeError| error.code)
    }

    #[test]
    fn a_block_holds_its_addresses_and_no_others() {
        let holds = |block: &str, address: &str| network(block).unwrap().contains(address.parse().unwrap());
        assert!(holds("203.0.113.0/24", "203.0.113.0") && holds("203.0.113.0/24", "203.0.113.255"));
        assert!(!holds("203.0.113.0/24", "203.0.112.255") && !holds("203.0.113.0/24", "203.0.114.0"));
        assert!(holds("198.51.100.7", "198.51.100.7") && !holds("198.51.100.7", "198.51.100.6"));
        assert!(holds("198.51.100.7", "::ffff:198.51.100.7"), "IPv4 inside IPv6");
        assert!(holds("2001:db8:1::/48", "2001:db8:1:ffff::1") && !holds("2001:db8:1::/48", "2001:db8:2::1"));
        assert!(!holds("2001:db8::/32", "198.51.100.7"));
    }

    #[test]
    fn only_a_narrow_block_with_no_bit_of_a_host_is_one() {
        for block in ["10.1.0.0/16", "10.1.2.3/32", "2001:db8::/32", "2001:db8::1/128"] {
            assert_eq!(network(block).unwrap().to_string(), block);
        }
        assert_eq!(network(" 10.1.2.3 ").unwrap().to_string(), "10.1.2.3/32");
        for wide in ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/15", "::/0", "2001:d00::/24"] {
            assert_eq!(network(wide), Err("network_too_wide"), "{wide}");
        }
        let wrong = [
            "",
            "/24",
            "10.1.2.3/24",
            "10.1.2.0/33",
            "10.1.2.0/",
            "10.1.2.0/+24",
            "10.1.2/24",
            "a.cn",
            "::ffff:10.1.0.0/120",
        ];
        for text in wrong {
            assert_eq!(network(text), Err("network_invalid"), "{text}");
        }
    }
}
