//! The file as a stream of XML events, with bounds on size and a place for every fault.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use quick_xml::encoding::EncodingError;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::limits;
use super::wording::visible;

/// Why a return cannot be read, and where. Nothing of such a file is imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Unreadable {
    /// The line, from 1; 0 where the file could not be read at all.
    pub line: u64,
    /// The character within the line, from 1; 0 where the file could not be read at all.
    pub column: u64,
    /// What is wrong there; never a value from the file.
    pub message: String,
}

/// A fault with its offset in the file, before line and column are known.
pub(super) struct Fault {
    pub offset: u64,
    pub message: String,
}

/// Reads XML events and knows where it stands.
pub(super) struct Source {
    xml: Reader<Bounded<BufReader<File>>>,
    path: PathBuf,
    buffer: Vec<u8>,
    /// Where the latest event began.
    began: u64,
    size: u64,
}

/// What the reader above needs of an event. Names carry no namespace prefix.
pub(super) enum Step {
    Start {
        name: String,
        attributes: Vec<(String, String)>,
    },
    Text(String),
    End,
    /// Comments and the like.
    Nothing,
    Eof,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, Unreadable> {
        let fail = |e: io::Error| Unreadable { line: 0, column: 0, message: format!("cannot be opened: {e}") };
        let file = File::open(path).map_err(fail)?;
        let size = file.metadata().map_err(fail)?.len();
        let mut xml = Reader::from_reader(Bounded { inner: BufReader::with_capacity(64 * 1024, file), since: 0 });
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = false;
        Ok(Self { xml, path: path.to_owned(), buffer: Vec::new(), began: 0, size })
    }

    pub(super) fn position(&self) -> u64 {
        self.xml.buffer_position()
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// A fault where the latest event began.
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { offset: self.began, message: message.into() }
    }

    pub(super) fn next(&mut self) -> Result<Step, Fault> {
        self.buffer.clear();
        self.xml.get_mut().since = 0;
        self.began = self.xml.buffer_position();
        let began = self.began;
        let bad = |message: String| Fault { offset: began, message };
        let step = match self.xml.read_event_into(&mut self.buffer) {
            Ok(Event::Start(start)) => {
                let mut attributes = Vec::new();
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|e| bad(format!("an attribute is not well formed: {e}")))?;
                    let key = attribute.key.as_ref();
                    if key != "xmlns" && !key.starts_with("xmlns:") && !key.starts_with("xsi:") {
                        attributes.push((attribute.key.local_name().as_ref().to_owned(), attribute.value.to_string()));
                    }
                }
                Step::Start { name: start.local_name().as_ref().to_owned(), attributes }
            }
            Ok(Event::End(_)) => Step::End,
            Ok(Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => Step::Nothing,
            Ok(Event::Text(text)) => Step::Text(text.to_string()),
            Ok(Event::CData(text)) => Step::Text(text.into_inner().into_owned()),
            Ok(Event::GeneralRef(reference)) => Step::Text(resolve(&reference).map_err(bad)?),
            Ok(Event::DocType(_)) => {
                return Err(bad(
                    "a document type declaration is refused, and with it every entity of the file's own".into()
                ));
            }
            Ok(Event::Eof) => Step::Eof,
            Err(error) => return Err(self.explain(&error)),
        };
        Ok(step)
    }

    fn explain(&self, error: &quick_xml::Error) -> Fault {
        use quick_xml::Error as E;
        let at_error = self.xml.error_position().max(self.began);
        match error {
            E::Io(e) => Fault { offset: self.began, message: e.to_string() },
            E::Encoding(EncodingError::Utf8(e)) => Fault {
                offset: self.began + e.valid_up_to() as u64,
                message: "a byte that is not UTF-8; save the file as UTF-8".into(),
            },
            E::Syntax(e) => Fault { offset: at_error, message: e.to_string() },
            E::IllFormed(e) => Fault { offset: at_error, message: e.to_string() },
            other => Fault { offset: at_error, message: other.to_string() },
        }
    }

    /// Line and column of a fault, by reading the file up to it.
    pub(super) fn locate(&self, fault: Fault) -> Unreadable {
        let place = || -> io::Result<(u64, u64)> {
            let mut input = BufReader::new(File::open(&self.path)?);
            if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
                input.consume(3);
            }
            let (mut line, mut column) = (1, 1);
            let mut before = input.take(fault.offset);
            loop {
                let bytes = before.fill_buf()?;
                if bytes.is_empty() {
                    return Ok((line, column));
                }
                for byte in bytes {
                    match byte {
                        b'\n' => (line, column) = (line + 1, 1),
                        // A byte that continues a character makes no column of its own.
                        byte if byte & 0xc0 != 0x80 => column += 1,
                        _ => {}
                    }
                }
                let read = bytes.len();
                before.consume(read);
            }
        };
        let (line, column) = place().unwrap_or((0, 0));
        // The message may hold names from the file: none may be long, or steer a terminal.
        let message = visible(&fault.message).chars().take(200).collect();
        Unreadable { line, column, message }
    }
}

/// The text of a reference: a character by number or one of the five names of XML itself. There are no others, since a
/// document type declaration is refused.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(c.to_string()),
        Ok(None) => quick_xml::escape::resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| "an entity that XML does not know".into()),
        Err(_) => Err("a character reference that names no character".into()),
    }
}

/// Passes bytes on, and refuses to pass on more than one event may have.
struct Bounded<R> {
    inner: R,
    since: u64,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.since += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > limits::EVENT {
            return Err(io::Error::other(format!("a tag, comment or text of more than {} bytes", limits::EVENT)));
        }
        self.inner.fill_buf()
    }
    fn consume(&mut self, amount: usize) {
        self.since += amount as u64;
        self.inner.consume(amount);
    }
}
