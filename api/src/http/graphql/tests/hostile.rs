//! Documents that mean to hurt.

use super::*;

#[tokio::test]
async fn hostile_documents_are_refused_in_no_time() {
    let hub = Hub::new();
    let shapes = [
        "{a",
        "{a(b:[",
        "{a(b:{c:",
        "[",
        "(",
        "{...on Q",
        "query($a:[",
        "@a(b:",
        "\"",
        "\"\"\"",
        "...",
        "#",
        "{a:",
        "$",
    ];
    for shape in shapes {
        for times in [20, 49, 300, 16_000 / shape.len()] {
            for query in
                [shape.repeat(times), format!("{{{}", shape.repeat(times)), format!("{{a(b:{}", shape.repeat(times))]
            {
                let started = std::time::Instant::now();
                let answer = hub.query(&query).await;
                assert!(answer.status.is_client_error(), "{shape} x {times}");
                assert!(started.elapsed() < Duration::from_millis(100), "{shape} x {times}: {:?}", started.elapsed());
            }
        }
    }
    assert_eq!(hub.ran(), 0);
}
