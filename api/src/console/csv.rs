//! A table as a file for a spreadsheet: exactly what stands on the page, and nothing that a spreadsheet would run.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;

use super::Trouble;
use super::parts::Table;
use super::visit::Answer;

/// The table as a file of that name.
///
/// # Errors
/// Where it cannot be written, which is a fault of ours.
pub(crate) fn file(name: &'static str, table: &Table) -> Answer {
    let failed = |cause: String| {
        tracing::error!(cause, "a table could not be written as a file");
        Trouble::Internal
    };
    // All in quotes: some spreadsheets part cells at a semicolon. The mark before it all tells them that it is UTF-8.
    let mut writer =
        csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(table.head.iter().map(|text| guarded(text))).map_err(|e| failed(e.to_string()))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| guarded(&cell.plain()))).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A text that a spreadsheet takes for a text. One that begins as a formula does is kept from being run by the sign for a
/// text before it, as OWASP advises on CSV injection.
fn guarded(text: &str) -> String {
    let unseen = |c: &char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let begins = text.chars().find(|c| !unseen(c));
    let runs = matches!(begins, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if runs || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::parts::Cell;

    #[test]
    fn what_a_spreadsheet_would_run_is_kept_a_text() {
        for formula in [
            "=1+1",
            "+44 20",
            "-2",
            "@SUM(A1)",
            " =cmd|' /C calc'!A0",
            "\t=1",
            "＝1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{7}=1",
        ] {
            assert!(guarded(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(guarded("4 June 2026"), "4 June 2026");
        assert_eq!(guarded(""), "");
    }

    #[tokio::test]
    async fn a_file_holds_what_the_page_shows() {
        let table = Table {
            caption: "Not in the file".to_owned(),
            head: vec!["When".to_owned(), "Who".to_owned()],
            rows: vec![vec![Cell::text("4 June"), Cell::Lines(vec!["=A, \"B\"".to_owned(), "C".to_owned()])]],
        };
        let response = file("attachment", &table).unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(
            String::from_utf8(bytes.to_vec()).unwrap(),
            "\u{feff}\"When\",\"Who\"\n\"4 June\",\"'=A, \"\"B\"\"; C\"\n"
        );
    }
}
