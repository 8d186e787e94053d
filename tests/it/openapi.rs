//! The OpenAPI document: committed, complete, and what the server answers.

use serde_json::Value;

use crate::harness::TestApp;

#[tokio::test]
async fn the_committed_document_is_what_the_server_answers() {
    let app = TestApp::start().await;
    let served = app.anonymous().get("/api/openapi.json").await.expect(200).body;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/console/openapi.json");
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(served == committed, "run `make generated` and commit console/openapi.json");
    app.done().await;
}

#[tokio::test]
async fn a_node_says_that_it_lives_is_ready_and_what_it_counted() {
    let app = TestApp::start().await;
    let root = app.anonymous().at_root();
    root.get("/healthz").await.expect(200);
    root.get("/readyz").await.expect(200);
    app.anonymous().get("/realms").await.expect(200);
    let metrics = String::from_utf8(root.get("/metrics").await.expect(200).bytes).unwrap();
    assert!(metrics.contains("operation=\"list_realms\""), "{metrics}");
    root.from("203.0.113.9").get("/metrics").await.expect(404);
    app.done().await;
}
