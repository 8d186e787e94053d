//! Signing in: Argon2id sets the pace. No target; the figures are said.

use std::time::{Duration, Instant};

use anyhow::Result;
use huixin::{
    codes::{Place, ProvinceCode},
    config::PasswordProfile,
    crypto::passwords::{Passwords, Rules, Whose},
};

use crate::{
    client, median,
    node::{CONNECTIONS, Node, PASSWORD},
};

pub async fn run() -> Result<()> {
    let passwords = Passwords::new(Rules::of(PasswordProfile::Djbh3), 1, Duration::from_secs(5));
    let passwords = passwords.apart(env!("CARGO_BIN_EXE_huixin").as_ref());
    let password = passwords.accept(PASSWORD, "", &Whose::default()).map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let hash = passwords.hash(&password).await?;
    let mut verify = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        passwords.verify(PASSWORD, Some(&hash)).await?;
        verify.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    let province: ProvinceCode = "51".parse()?;
    node.appoint(Place::Province(province), "prov_admin", "reader").await?;
    let server = node.config.listen[0];
    let body = serde_json::json!({ "realm": "51", "login": "reader", "password": PASSWORD }).to_string();
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: {server}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let served = node.serve()?;
    let run = client::run(server, &request, CONNECTIONS, 6)?;
    println!(
        "one password check takes {:.0} ms; sign-ins over HTTP, {CONNECTIONS} connections: {:.0} a second, p50 {:.0} ms, p99 {:.0} ms\n",
        median(verify),
        run.per_second,
        run.quantile(0.5),
        run.quantile(0.99)
    );
    drop(served);
    node.stop().await
}
