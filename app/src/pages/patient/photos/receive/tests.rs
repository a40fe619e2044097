use axum::body::Body;

use super::*;
use crate::images::sample::{Subject, draw};

/// A form of text fields and files, in this order.
fn request(fields: &[(&str, Option<&str>, &[u8])]) -> Request {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    Request::builder()
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap()
}

fn pairs(posted: &Posted) -> Vec<(&str, &str)> {
    posted.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn text_and_pictures_are_read_whatever_their_order_and_one_bad_file_spoils_no_other() {
    let good = draw(Subject::Sheet, 1).unwrap().jpeg;
    let mut received = form(request(&[
        ("answer-1", None, b"No."),
        ("answer-2", Some("a.jpg"), &good),
        ("answer-3", Some("b.jpg"), b"%PDF-1.7"),
        ("answer-4", Some(""), b""),
        ("here", None, b"yes"),
    ]))
    .await
    .unwrap();
    assert_eq!(pairs(&received.posted), [("answer-1", "No."), ("here", "yes")]);
    assert!(received.take("answer-2").is_ok());
    assert_eq!(received.take("answer-3"), Err(ImageError::Pdf));
    for none in ["answer-4", "answer-5", "answer-2"] {
        assert_eq!(received.take(none), Err(ImageError::Empty), "{none}");
    }
}

#[tokio::test]
async fn a_form_without_files_is_read_too() {
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("here=yes&state="))
        .unwrap();
    let received = form(request).await.unwrap();
    assert_eq!(pairs(&received.posted), [("here", "yes"), ("state", "")]);
}

#[tokio::test]
async fn of_somebody_who_must_sign_in_only_the_text_is_read() {
    let file = vec![0; 4 * 1024 * 1024];
    let fields: [(&str, Option<&str>, &[u8]); 3] =
        [("a", None, b"1"), ("photo", Some("p.jpg"), &file), ("b", None, b"2")];
    assert_eq!(pairs(&text_of(request(&fields)).await.unwrap()), [("a", "1"), ("b", "2")]);
}

#[tokio::test]
async fn too_much_text_and_what_is_no_form_are_refused() {
    let long = vec![b'a'; MAX_TEXT / 2 + 1];
    let fields: [(&str, Option<&str>, &[u8]); 2] = [("a", None, &long), ("b", None, &long)];
    assert_eq!(form(request(&fields)).await.unwrap_err(), Refusal::TooLarge);
    assert_eq!(text_of(request(&fields)).await.unwrap_err(), Refusal::TooLarge);
    let mut cut = request(&[]);
    *cut.body_mut() = Body::from("--edge\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1");
    assert_eq!(form(cut).await.unwrap_err(), Refusal::BadRequest);
}
