//! One pass over a document's text before the parser sees it. The parser calls itself for each bracket, so a few thousand
//! of them would overflow a thread's stack and end the process, which nothing can catch. It must read strings and comments
//! exactly as the parser does, or refuse.

use super::refusal::Refusal;
use crate::http::Limits;

/// Refuses a document that is too long, too deeply nested or has too many tokens, and one whose strings do not end.
pub(super) fn check(document: &str, limits: &Limits) -> Result<(), Refusal> {
    if document.len() > limits.document {
        return Err(Refusal::beyond("QUERY_TOO_LARGE", "the document has too many bytes", limits.document));
    }
    let mut tokens = 0_usize;
    let mut open = 0_usize;
    let mut rest = document.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip(after, |byte| !matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'"' => {
                rest = string(rest).ok_or_else(|| Refusal::syntax("a string in the document does not end", None))?
            }
            b'(' | b'[' | b'{' => {
                open = open.saturating_add(1);
                rest = after;
            }
            b')' | b']' | b'}' => {
                open = open.saturating_sub(1);
                rest = after;
            }
            b'.' => rest = skip(after, |byte| byte == b'.'),
            _ if is_word(byte) => rest = skip(after, is_word),
            _ => rest = after,
        }
        tokens = tokens.saturating_add(1);
        if open > limits.nesting {
            return Err(Refusal::beyond("QUERY_TOO_DEEP", "the document nests too many brackets", limits.nesting));
        }
        if tokens > limits.tokens {
            return Err(Refusal::beyond("QUERY_TOO_LARGE", "the document has too many tokens", limits.tokens));
        }
    }
    Ok(())
}

/// Refuses JSON that nests too deeply: `limits.nesting` within the variables, which are themselves two levels down.
pub(super) fn check_json(body: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut open = 0_usize;
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            // An unfinished string takes the rest; reading the JSON then fails.
            b'"' => ordinary(after).unwrap_or_default(),
            b'[' | b'{' => {
                open = open.saturating_add(1);
                after
            }
            b']' | b'}' => {
                open = open.saturating_sub(1);
                after
            }
            _ => after,
        };
        if open > limits.nesting.saturating_add(2) {
            return Err(Refusal::beyond("VARIABLES_TOO_DEEP", "the variables nest too deeply", limits.nesting));
        }
    }
    Ok(())
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip(mut bytes: &[u8], while_it: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((&byte, after)) = bytes.split_first() {
        if !while_it(byte) {
            break;
        }
        bytes = after;
    }
    bytes
}

/// What follows the string that begins here; none where it does not end.
fn string(bytes: &[u8]) -> Option<&[u8]> {
    if let Some(mut block) = bytes.strip_prefix(b"\"\"\"") {
        loop {
            if let Some(after) = block.strip_prefix(b"\"\"\"") {
                return Some(after);
            }
            // `\"""` does not end a block string.
            block = block.strip_prefix(b"\\\"\"\"").or_else(|| block.get(1..))?;
        }
    }
    let after = bytes.strip_prefix(b"\"")?;
    let ended = ordinary(after)?;
    let content = after.get(..after.len().saturating_sub(ended.len()))?;
    if content.iter().any(|byte| matches!(byte, b'\n' | b'\r')) { None } else { Some(ended) }
}

/// What follows the closing quote of an ordinary string.
fn ordinary(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let (&byte, after) = bytes.split_first()?;
        match byte {
            b'"' => return Some(after),
            b'\\' => bytes = after.get(1..)?,
            _ => bytes = after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(document: &str) -> Option<&'static str> {
        check(document, &Limits::default()).err().map(|refusal| refusal.code)
    }

    #[test]
    fn brackets_count_only_outside_strings_and_comments() {
        assert_eq!(code(&format!("{{ a(b: {}1{}) }}", "[".repeat(47), "]".repeat(47))), None);
        assert_eq!(code(&format!("{{ a(b: {}1{}) }}", "[".repeat(60), "]".repeat(60))), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&format!("{{ a(b: \"{}\") }}", "[".repeat(60))), None);
        assert_eq!(code(&format!("{{ a(b: \"\\\"{}\") }}", "[".repeat(60))), None);
        assert_eq!(code(&format!("{{ a(b: \"\"\"{} \\\"\"\" \" {}\"\"\") }}", "[".repeat(60), "{".repeat(60))), None);
        assert_eq!(code(&format!("{{ a # {}\n }}", "[".repeat(60))), None);
        // A string ends at its line, so brackets after it are counted or the document is refused.
        assert_eq!(code(&format!("{{ a(b: \"\n{}", "[".repeat(60))), Some("GRAPHQL_PARSE_FAILED"));
        assert_eq!(code(&format!("{{ a(b: \"\"{}", "[".repeat(60))), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&format!("{{ a(b: \"\"\"\"\"\"{}", "[".repeat(60))), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&format!("{{ a # \r{}", "[".repeat(60))), Some("QUERY_TOO_DEEP"));
        assert_eq!(code("{ a(b: \"\"\" x"), Some("GRAPHQL_PARSE_FAILED"));
    }

    #[test]
    fn f1_a_list_nested_1600_deep_is_refused_before_the_parser() {
        assert_eq!(code(&format!("{{ a(b: {}{}) }}", "[".repeat(1600), "]".repeat(1600))), Some("QUERY_TOO_DEEP"));
        let objects = format!("{{ a(b: {}1{}) }}", "{a:".repeat(1600), "}".repeat(1600));
        assert_eq!(code(&objects), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&"{a".repeat(60)), Some("QUERY_TOO_DEEP"));
    }

    #[test]
    fn bytes_and_tokens_are_bounded() {
        assert_eq!(code(&format!("{{ a }} #{}", "x".repeat(17_000))), Some("QUERY_TOO_LARGE"));
        assert_eq!(code(&format!("{{ {} }}", "a ".repeat(998))), None);
        assert_eq!(code(&format!("{{ {} }}", "a ".repeat(999))), Some("QUERY_TOO_LARGE"));
    }

    #[test]
    fn json_brackets_count_only_outside_strings() {
        let limits = Limits::default();
        let nested = |deep| format!("{{\"variables\":{{\"a\":{}{}}}}}", "[".repeat(deep), "]".repeat(deep));
        assert!(check_json(nested(50).as_bytes(), &limits).is_ok());
        assert_eq!(
            check_json(nested(51).as_bytes(), &limits).map_err(|refusal| refusal.code),
            Err("VARIABLES_TOO_DEEP")
        );
        assert!(check_json(format!("{{\"a\":\"\\\"{}\"}}", "[".repeat(99)).as_bytes(), &limits).is_ok());
    }
}
