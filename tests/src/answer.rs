//! What the hub answered, with the questions that tests ask of it.

use std::collections::BTreeMap;

use serde_json::Value;

/// An answer of the hub.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers; none where it is a part of an answer.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// Reads an answer.
    pub fn new(status: u16, text: String) -> Self {
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers: BTreeMap::new(), text, body }
    }

    /// The value at a path of names and numbers, such as `data.sharedRecord.child`; null where there is none.
    pub fn at(&self, path: &str) -> &Value {
        at(&self.body, path)
    }

    /// The text at a path; empty where there is none.
    pub fn str(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_default()
    }

    /// Asserts that the request itself was answered, whatever the answer.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text);
        assert!(self.body.get("errors").is_none(), "{}", self.text);
        self
    }

    /// The code of the first error.
    pub fn error(&self) -> &str {
        self.str("errors.0.extensions.code")
    }

    /// The answer without what is always its own: entry ids and the request id.
    pub fn canonical(&self) -> String {
        let mut body = self.body.clone();
        strip(&mut body);
        format!("{} {body}", self.status)
    }
}

/// The value at a path of names and numbers.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').filter(|step| !step.is_empty()).fold(value, |value, step| match step.parse::<usize>() {
        Ok(index) => value.get(index).unwrap_or(&Value::Null),
        Err(_) => value.get(step).unwrap_or(&Value::Null),
    })
}

/// The withheld fields of an object: field to (classes, reason).
pub fn withheld(object: &Value) -> BTreeMap<String, (Vec<String>, String)> {
    let list = object.get("withheld").and_then(Value::as_array).cloned().unwrap_or_default();
    let count = list.len();
    let map: BTreeMap<_, _> = list
        .iter()
        .map(|item| {
            let classes = at(item, "classes").as_array().cloned().unwrap_or_default();
            let classes = classes.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            let field = at(item, "field").as_str().unwrap_or_default().to_owned();
            (field, (classes, at(item, "reason").as_str().unwrap_or_default().to_owned()))
        })
        .collect();
    assert_eq!(map.len(), count, "a field is listed twice: {list:?}");
    map
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if key == "accessLogEntryId" || key == "requestId" {
                    *value = Value::Null;
                } else {
                    strip(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}
