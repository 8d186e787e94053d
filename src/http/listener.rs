//! Accepting connections: our own loop, because poem's sets no time limit for headers and no limit for anything.
//!
//! HTTP/1 only; TLS and HTTP/2 belong to the proxy in front. Every limit is a field of [`ListenerOptions`].

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue, TRANSFER_ENCODING};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::pace::Patience;
use super::wire::Wire;

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
            output: Patience {
                stall: Duration::from_secs(20),
                rate: 4 << 10,
                total: day,
            },
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
                    return Err(io::Error::new(
                        error.kind(),
                        format!("listen on {address}: {error}"),
                    ));
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
        Self::bind(
            &[
                ([127, 0, 0, 1], port).into(),
                ([0, 0, 0, 0, 0, 0, 0, 1], port).into(),
            ],
            options,
        )
        .await
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
        if tokio::time::timeout(server.options.grace, server.connections.wait())
            .await
            .is_err()
        {
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
    matches!(
        error.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
    ) || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}

struct Server<E> {
    endpoint: Arc<E>,
    places: Arc<Semaphore>,
    options: ListenerOptions,
    connections: TaskTracker,
    shutdown: CancellationToken,
    cut: CancellationToken,
}

impl<E: Endpoint + 'static> Server<E> {
    async fn accept(self: Arc<Self>, socket: TcpListener) {
        self.shutdown
            .run_until_cancelled(self.accept_loop(socket))
            .await;
    }

    async fn accept_loop(self: &Arc<Self>, socket: TcpListener) {
        let mut pause = Duration::ZERO;
        while let Ok(place) = Arc::clone(&self.places).acquire_owned().await {
            match socket.accept().await {
                Ok((stream, peer)) => {
                    pause = Duration::ZERO;
                    let server = Arc::clone(self);
                    self.connections.spawn(async move {
                        server.connection(stream, peer).await;
                        drop(place);
                    });
                }
                // The client went away before its turn.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    // Out of files or memory: trying again at once would only burn the processor.
                    pause = (pause * 2).clamp(Duration::from_millis(50), Duration::from_secs(1));
                    tracing::error!(%error, "cannot accept connections");
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }

    async fn connection(&self, stream: TcpStream, peer: SocketAddr) {
        let (Ok(local), Ok(())) = (stream.local_addr(), stream.set_nodelay(true)) else {
            return;
        };
        let service = service_fn(|request| self.answer(request, local, peer));
        let io = TokioIo::new(Wire::new(stream, self.options.output, self.options.linger));
        let connection = self.protocol().serve_connection(io, service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection => ended,
                    () = self.cut.cancelled() => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "connection ended early");
        }
    }

    fn protocol(&self) -> http1::Builder {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.options.header_timeout)
            .max_headers(self.options.max_headers)
            .max_header_size(self.options.max_head)
            .max_buf_size(self.options.max_head)
            .half_close(false);
        http
    }

    async fn answer(
        &self,
        request: hyper::Request<Incoming>,
        local: SocketAddr,
        peer: SocketAddr,
    ) -> Result<
        hyper::Response<impl hyper::body::Body<Data = bytes::Bytes, Error = io::Error> + use<E>>,
        io::Error,
    > {
        // With both a length and chunks, hyper follows the chunks and drops the length: RFC 9112 §6.1 wants
        // the connection closed after such a request, and chunks alone are rare enough to treat alike.
        let chunked = request.headers().contains_key(TRANSFER_ENCODING);
        let request: Request = (
            request,
            LocalAddr(local.into()),
            RemoteAddr(peer.into()),
            Scheme::HTTP,
        )
            .into();
        let response: Response = self.endpoint.get_response(request).await;
        let mut response = hyper::Response::from(response);
        if chunked {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}
