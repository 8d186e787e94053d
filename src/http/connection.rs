//! What happens on a socket: accepting, with back-off; HTTP/1 by hyper; the answer by a poem endpoint.

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

use super::listener::ListenerOptions;
use super::wire::Wire;

/// What all connections of a listener share.
pub(super) struct Server<E> {
    pub endpoint: Arc<E>,
    pub places: Arc<Semaphore>,
    pub options: ListenerOptions,
    pub connections: TaskTracker,
    pub shutdown: CancellationToken,
    pub cut: CancellationToken,
}

impl<E: Endpoint + 'static> Server<E> {
    /// Accept from one socket until shutdown.
    pub(super) async fn accept(self: Arc<Self>, socket: TcpListener) {
        self.shutdown.run_until_cancelled(self.accept_loop(socket)).await;
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
    ) -> Result<hyper::Response<impl hyper::body::Body<Data = bytes::Bytes, Error = io::Error> + use<E>>, io::Error>
    {
        // With both a length and chunks, hyper follows the chunks and drops the length: RFC 9112 §6.1 wants
        // the connection closed after such a request, and chunks alone are rare enough to treat alike.
        let chunked = request.headers().contains_key(TRANSFER_ENCODING);
        let request: Request = (request, LocalAddr(local.into()), RemoteAddr(peer.into()), Scheme::HTTP).into();
        let response: Response = self.endpoint.get_response(request).await;
        let mut response = hyper::Response::from(response);
        if chunked {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}
