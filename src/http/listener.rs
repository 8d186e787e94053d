//! Accepting connections: our own loop, because poem's sets no time limit for headers and no limit for anything.
//!
//! HTTP/1 only; TLS and HTTP/2 belong to the proxy in front. Every limit is a field of [`ListenerOptions`].

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::Endpoint;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::Server;
use super::pace::Patience;

/// Limits of a connection.
#[derive(Clone, Debug)]
pub struct ListenerOptions {
    /// For a request's head to arrive, and for a kept connection to stay idle.
    pub header_timeout: Duration,
    /// Header fields in a request.
    pub max_headers: usize,
    /// Bytes of a request's head, 8192 or more.
    pub max_head: usize,
    /// How long an unread answer may wait for its reader.
    pub output: Patience,
    /// How long a closed connection is drained, so that its last answer arrives.
    pub linger: Duration,
    /// Connections at a time; more wait in the kernel's queue.
    pub max_connections: usize,
    /// For requests under way to finish, once shutdown has begun.
    pub grace: Duration,
}

impl Default for ListenerOptions {
    fn default() -> Self {
        let day = Duration::from_secs(24 * 60 * 60);
        Self {
            header_timeout: Duration::from_secs(10),
            max_headers: 64,
            max_head: 32 << 10,
            output: Patience { stall: Duration::from_secs(20), rate: 4 << 10, total: day },
            linger: Duration::from_secs(1),
            max_connections: 4096,
            grace: Duration::from_secs(20),
        }
    }
}

/// Bound sockets, not yet serving.
#[derive(Debug)]
pub struct Listener {
    sockets: Vec<TcpListener>,
    options: ListenerOptions,
}

impl Listener {
    /// Bind every address; an IPv6 one is left out, with a line in the log, on a machine that has none.
    ///
    /// # Errors
    /// When an address is taken or not ours, or none is left.
    pub async fn bind(addresses: &[SocketAddr], options: ListenerOptions) -> io::Result<Self> {
        let mut sockets = Vec::new();
        for address in addresses {
            match TcpListener::bind(address).await {
                Ok(socket) => sockets.push(socket),
                Err(error) if address.is_ipv6() && addresses.len() > 1 && no_ipv6(&error) => {
                    tracing::info!(%address, "no IPv6 on this machine");
                }
                Err(error) => {
                    return Err(io::Error::new(error.kind(), format!("listen on {address}: {error}")));
                }
            }
        }
        Ok(Self { sockets, options })
    }

    /// Both loopback addresses, as browsers try either for `localhost`.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn bind_loopback(port: u16, options: ListenerOptions) -> io::Result<Self> {
        Self::bind(&[([127, 0, 0, 1], port).into(), ([0, 0, 0, 0, 0, 0, 0, 1], port).into()], options).await
    }

    /// Where it listens; a port 0 has been replaced by a real one.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.sockets.iter().map(TcpListener::local_addr).collect()
    }

    /// Serve until `shutdown`; then accept no more, close idle connections, and let requests under way finish
    /// within the grace period.
    pub async fn serve<E: Endpoint + 'static>(self, endpoint: E, shutdown: CancellationToken) {
        let server = Server {
            endpoint: Arc::new(endpoint),
            places: Arc::new(Semaphore::new(self.options.max_connections)),
            options: self.options,
            connections: TaskTracker::new(),
            shutdown: shutdown.clone(),
            cut: CancellationToken::new(),
        };
        let server = Arc::new(server);
        let accepting = TaskTracker::new();
        for socket in self.sockets {
            accepting.spawn(Arc::clone(&server).accept(socket));
        }
        accepting.close();
        accepting.wait().await;
        server.connections.close();
        if tokio::time::timeout(server.options.grace, server.connections.wait()).await.is_err() {
            tracing::warn!(
                connections = server.connections.len(),
                "cutting connections at the end of the grace period"
            );
            server.cut.cancel();
            server.connections.wait().await;
        }
    }
}

fn no_ipv6(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}
