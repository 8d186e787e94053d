use crate::harness::{TestApp, people::*};

#[tokio::test]
async fn everybody_of_the_template_sees_themselves() {
    let app = TestApp::start().await;
    for person in PEOPLE {
        let me = app.as_person(&person).await.get("/session").await.expect(200);
        assert_eq!(me.body["account"]["login"], person.login);
        assert_eq!(me.body["assignments"][0]["role"], person.role);
    }
    app.done().await;
}
