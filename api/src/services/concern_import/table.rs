//! The file as a table: read through once before anything is written, so that one that is no table changes nothing.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::columns::COLUMNS;

/// A file that is no table of concerns; nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1; 0 where it is about the whole file.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

impl Unreadable {
    fn new(line: u64, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

/// What the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Rows beneath the header.
    pub rows: u64,
}

/// The table, from its first row on.
pub(super) struct Table {
    reader: Reader<File>,
    /// The column of each place; the header was checked.
    columns: Vec<&'static str>,
}

/// One row: its line, and the cells as they stand.
pub(super) struct Row {
    /// Where it begins, from 1.
    pub(super) line: u64,
    /// The cells in the header's order.
    pub(super) cells: Vec<String>,
}

impl Table {
    pub(super) fn open(file: &Path) -> Result<Self, Unreadable> {
        let whole = |why: String| Unreadable::new(0, why);
        let mut reader = ReaderBuilder::new().flexible(true).from_path(file).map_err(|e| whole(e.to_string()))?;
        let header = reader.byte_headers().map_err(|e| whole(e.to_string()))?.clone();
        let mut columns: Vec<&'static str> = Vec::with_capacity(header.len());
        for name in &header {
            let name = std::str::from_utf8(name).map_err(|_| Unreadable::new(1, "this is not UTF-8"))?.trim();
            let known = COLUMNS.iter().find(|column| column.name == name);
            let known =
                known.ok_or_else(|| Unreadable::new(1, format!("`{name}` is no column; `--help` lists them")))?;
            if columns.contains(&known.name) {
                return Err(Unreadable::new(1, format!("the column `{name}` is there twice")));
            }
            columns.push(known.name);
        }
        let missing: Vec<&str> =
            COLUMNS.iter().filter(|c| c.wanted && !columns.contains(&c.name)).map(|c| c.name).collect();
        if !missing.is_empty() {
            return Err(Unreadable::new(1, format!("the header lacks {}", missing.join(", "))));
        }
        Ok(Self { reader, columns })
    }

    /// The columns in the file's order.
    pub(super) fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    /// The next row; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Unreadable> {
        let mut record = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut record).map_err(|e| Unreadable::new(0, e.to_string()))?;
        if !read {
            return Ok(None);
        }
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned);
        let cells = record.iter().map(cell).collect::<Result<_, _>>();
        Ok(Some(Row { line, cells: cells.map_err(|_| Unreadable::new(line, "this is not UTF-8"))? }))
    }

    fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// Reads the file through. `progress` hears how many bytes are read, and of how many.
pub(super) fn scan(file: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Summary, Unreadable> {
    let of = std::fs::metadata(file).map_err(|e| Unreadable::new(0, e.to_string()))?.len();
    let mut table = Table::open(file)?;
    let (mut rows, mut begins) = (0, table.bytes_read());
    while let Some(row) = table.next()? {
        rows += 1;
        progress(table.bytes_read(), of);
        // The reader takes what follows an open quotation mark for one cell, to the end of the file.
        if table.bytes_read() < of {
            begins = table.bytes_read();
        } else if is_open_at_end(file, begins).map_err(|e| Unreadable::new(0, e.to_string()))? {
            return Err(Unreadable::new(row.line, "a quotation mark is opened and never closed"));
        }
    }
    if rows == 0 {
        return Err(Unreadable::new(0, "there are no rows beneath the header"));
    }
    Ok(Summary { rows })
}

/// Whether a quoted cell that begins after that place is never closed.
fn is_open_at_end(file: &Path, from: u64) -> std::io::Result<bool> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::new(file);
    let (mut quoted, mut at_start) = (false, true);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(quoted);
        }
        for byte in bytes {
            match byte {
                b'"' if quoted || at_start => quoted = !quoted,
                b',' | b'\n' | b'\r' if !quoted => {
                    at_start = true;
                    continue;
                }
                _ => {}
            }
            // A doubled mark closes and opens again at once.
            at_start = *byte == b'"' && !quoted;
        }
        let read = bytes.len();
        reader.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(text: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        file
    }

    fn scanned(text: &str) -> Result<u64, Unreadable> {
        scan(file(text.as_bytes()).path(), |_, _| ()).map(|summary| summary.rows)
    }

    const HEADER: &str = "reference,whatHappened,familyInformed,callBack,givenName\n";

    #[test]
    fn rows_are_counted_and_quoted_cells_hold_lines_and_marks() {
        let rows = "1,\"a \"\"b\"\"\nc, d\",NOT_KNOWN,1,Ada\n2,plain,NOT_KNOWN,1,\"Ben\"\n3,x,NOT_KNOWN,1,\"\"";
        assert_eq!(scanned(&format!("{HEADER}{rows}")), Ok(3));
        assert_eq!(scanned(&format!("\u{feff}{HEADER}{rows}\n")), Ok(3));
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line() {
        let refused = |text: &str| scanned(text).unwrap_err();
        assert!(refused("").why.contains("lacks reference"));
        assert!(refused(&HEADER.replace("reference", "refrence")).why.contains("`refrence` is no column"));
        assert!(refused(&HEADER.replace("givenName", "callBack")).why.contains("twice"));
        assert!(refused("reference,callBack\n1,2\n").why.contains("lacks whatHappened, familyInformed"));
        assert_eq!(refused(HEADER).why, "there are no rows beneath the header");
        let open =
            refused(&format!("{HEADER}1,x,NOT_KNOWN,1,Ada\n2,\"never closed,NOT_KNOWN,1,Ben\n3,y,NOT_KNOWN,1,C\n"));
        assert_eq!((open.line, open.why.contains("never closed")), (3, true));
        let mut latin = format!("{HEADER}1,x,NOT_KNOWN,1,Zo").into_bytes();
        latin.extend([0xeb, b'\n']);
        assert_eq!(scan(file(&latin).path(), |_, _| ()).unwrap_err(), Unreadable::new(2, "this is not UTF-8"));
    }
}
