//! Just enough of HTML to follow links and fill in forms on pages that the hub itself wrote.

/// A form as it stands on the page, with what a browser would send.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// What it sends.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The same with a field filled in, or chosen, in place of what stood there.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn all(page: &str) -> Vec<Self> {
        let forms = page.split("<form ").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default());
        forms.filter(|form| attribute(tag(form), "method").as_deref() == Some("post")).map(Self::read).collect()
    }

    fn read(form: &str) -> Self {
        let mut fields = Vec::new();
        for rest in form.split("<input ").skip(1) {
            let tag = tag(rest);
            let chosen =
                !matches!(attribute(tag, "type").as_deref(), Some("radio" | "checkbox")) || tag.contains(" checked");
            if let (Some(name), true) = (attribute(tag, "name"), chosen) {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
        for rest in form.split("<textarea ").skip(1) {
            let text = rest.split_once('>').and_then(|(_, text)| text.split("</textarea>").next()).unwrap_or_default();
            // A browser leaves out the first line break.
            let text = text.strip_prefix('\n').unwrap_or(text);
            fields.extend(attribute(tag(rest), "name").map(|name| (name, plain_of(text))));
        }
        for rest in form.split("<select ").skip(1) {
            let inside = rest.split("</select>").next().unwrap_or_default();
            let options: Vec<&str> = inside.split("<option ").skip(1).map(tag).collect();
            let chosen = options.iter().find(|option| option.contains(" selected")).or(options.first());
            if let (Some(name), Some(option)) = (attribute(tag(rest), "name"), chosen) {
                fields.push((name, attribute(option, "value").unwrap_or_default()));
            }
        }
        Self { action: attribute(tag(form), "action").unwrap_or_default(), fields }
    }
}

/// The rest of a tag, up to its end.
fn tag(rest: &str) -> &str {
    rest.split('>').next().unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = format!(" {tag}");
    let value = rest.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned();
    Some(plain_of(&value))
}

/// The values of an attribute of all tags of that name.
pub(super) fn attributes(page: &str, name: &str, of: &str) -> Vec<String> {
    page.split(&format!("<{name} ")).skip(1).filter_map(|rest| attribute(tag(rest), of)).collect()
}

/// The text with what escapes a sign replaced by the sign.
fn plain_of(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        plain.push_str(before);
        match after.split_once(';').and_then(|(number, more)| Some((char::from_u32(number.parse().ok()?)?, more))) {
            Some((sign, more)) => {
                plain.push(sign);
                rest = more;
            }
            None => {
                plain.push_str("&#");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The text of a page without its tags, in single spaces.
pub(super) fn plain(page: &str) -> String {
    let mut text = String::new();
    for (place, piece) in page.split('<').enumerate() {
        text.push_str(if place == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
        text.push(' ');
    }
    let words: Vec<String> = text.split_whitespace().map(plain_of).collect();
    words.join(" ")
}

/// Fields as a form sends them.
pub(super) fn encoded(fields: &[(String, String)]) -> String {
    let escape = |text: &str| -> String {
        let sign = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(sign).collect()
    };
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}
